/// Somebody's word that an XP is to be kept, or that it needn't be any more.
package struct Star: Hashable, Sendable {
  package var isSet: Bool
  /// Who said so.
  package var by: String
  /// Seconds since 1970; of two words about an XP the later counts.
  package var time: Double
  package var note: String?

  package init(isSet: Bool, by: String, time: Double, note: String? = nil) {
    self.isSet = isSet
    self.by = by
    self.time = time
    self.note = note
  }

  package var json: JSON {
    [
      "version": 1, "starred": .bool(isSet), "by": JSON(by), "time": .number(time),
      "note": JSON(note),
    ]
  }

  package init(json: JSON) throws(RecordFailure) {
    guard let isSet = json["starred"]?.bool, let time = json["time"]?.double else {
      throw RecordFailure("a star needs starred and time")
    }
    self.init(
      isSet: isSet, by: try json.need("by"), time: time, note: json["note"]?.string)
  }
}
