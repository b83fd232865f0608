/// A record of the store that doesn't say what it must.
package struct RecordFailure: Failure {
  package let what: String
  package init(_ what: String) { self.what = what }
  package var message: String { "malformed record: \(what)" }
}

extension JSON {
  /// The string member `name`; its absence is an error.
  func need(_ name: Text) throws(RecordFailure) -> String {
    guard let value = self[name]?.string else { throw RecordFailure("no '\(name.string)'") }
    return value
  }
}
