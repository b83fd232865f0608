import CLibgit2
import DoraModel
import DoraSystem

/// The settings of `.doraconfig`, in git's own configuration syntax.
package struct Configuration: Sendable {
  private var values: [String: [String]] = [:]

  package init() {}

  /// Reads a file; none there means no settings, one that can't be parsed is an error.
  package static func read(_ path: String) throws(StoreFailure) -> Configuration {
    var configuration = Configuration()
    guard File.status(path) != nil else { return configuration }
    Libgit2.start()
    var handle: OpaquePointer?
    try git("read", path) { git_config_open_ondisk(&handle, path) }
    defer { git_config_free(handle) }
    var iterator: OpaquePointer?
    try git("read", path) { git_config_iterator_new(&iterator, handle) }
    defer { git_config_iterator_free(iterator) }
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator) == 0, let found = entry?.pointee {
      guard let name = found.name else { continue }
      // A name with no '=' is git's way to say true.
      let value = found.value.map { String(cString: $0) } ?? "true"
      configuration.values[String(cString: name), default: []].append(value)
    }
    return configuration
  }

  /// The last value of `section.name`, the one that counts.
  package subscript(_ name: String) -> String? { values[name]?.last }

  /// Every value of `section.name`, in the file's order.
  package func all(_ name: String) -> [String] { values[name] ?? [] }
}
