import DoraModel
import DoraSystem

extension HistoryFile {
  /// The number of entries and the last value of each metric, with as little reading as that takes.
  ///
  /// A program nearly always pushes the same names in the same order, so only the last line is parsed and the others are
  /// looked through. Nil when anything is otherwise: then the whole history has to be loaded.
  func digest(_ journal: File.Status?, array: File.Status?) -> (count: Int, last: JSON)? {
    guard let bytes = try? File.contents(journal == nil ? self.array : self.journal) else {
      return nil
    }
    var scan = EntryScan(isArray: journal == nil)
    return bytes.withUnsafeBufferPointer { buffer -> (count: Int, last: JSON)? in
      guard let entries = scan.entries(of: buffer) else { return nil }
      // An array that holds the journal's lines and no others has this size, and an older one is smaller; of any other,
      // somebody has to look which has more entries.
      if let journal, let array {
        let rendered = entries.end + entries.count + 3
        guard array.size == rendered || (array.size < rendered && array.modified < journal.modified)
        else { return nil }
      }
      guard let last = try? JSONReader.read(Array(buffer[entries.last])),
        case .object(let members) = last
      else { return entries.count == 0 ? (0, Metrics.last(of: [JSON]())) : nil }
      return (entries.count, .object([JSON.Member("epoch", JSON(entries.count))] + members))
    }
  }
}
