import CLibgit2
import DoraModel
import DoraSystem

/// Settings in git's own configuration syntax, of one file or of several levels.
package struct Configuration: Sendable {
  /// Every setting, in the order in which they're read: of those of one name the last counts.
  package private(set) var settings: [Setting] = []
  private var places: [String: [Int]] = [:]

  package init() {}

  /// Reads a file; none there means no settings, one that can't be parsed is an error.
  package static func read(
    _ path: String, as scope: Setting.Scope = .project
  ) throws(StoreFailure) -> Configuration {
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
      configuration.add(
        Setting(name: String(cString: name), value: value, scope: scope, path: path))
    }
    return configuration
  }

  package mutating func add(_ setting: Setting) {
    places[setting.name, default: []].append(settings.count)
    settings.append(setting)
  }

  /// Adds the settings of a level that outdoes those so far.
  package mutating func add(_ other: Configuration) {
    for setting in other.settings { add(setting) }
  }

  /// The last value of `section.name`, the one that counts.
  package subscript(_ name: String) -> String? { places[name]?.last.map { settings[$0].value } }

  /// Every setting by that name, in their order.
  package func all(of name: String) -> [Setting] { (places[name] ?? []).map { settings[$0] } }

  /// Every value of `section.name`, in their order.
  package func all(_ name: String) -> [String] { all(of: name).map(\.value) }

  /// The subsections of a section, as in `[section "name"]`, in their order.
  package func subsections(of section: String) -> [String] {
    var seen: Set<String> = []
    return settings.compactMap { setting in
      guard let name = SettingName(setting.name), name.section == section,
        let subsection = name.subsection, seen.insert(subsection).inserted
      else { return nil }
      return subsection
    }
  }

  /// The settings of a subsection, or of the section itself: each key with all of its values, in their order.
  package func settings(
    of section: String, _ subsection: String? = nil
  ) -> [(key: String, values: [String])] {
    var seen: Set<String> = []
    return settings.compactMap { setting in
      guard let name = SettingName(setting.name), name.section == section,
        name.subsection == subsection, seen.insert(name.key).inserted
      else { return nil }
      return (name.key, all(setting.name))
    }
  }
}
