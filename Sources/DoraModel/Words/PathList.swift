/// Paths in a sentence.
package enum PathList {
  /// The first of them, quoted, and how many more there are.
  package static func shown(_ paths: [String], first count: Int = 4) -> String {
    paths.prefix(count).map { "'\($0)'" }.joined(separator: ", ")
      + (paths.count > count ? " and \(paths.count - count) more" : "")
  }
}
