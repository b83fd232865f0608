import CLibgit2
import DoraModel
import DoraSystem

/// One file of settings, to be changed; comments and all else in it stay as they are.
package struct ConfigurationFile {
  private let path: String

  package init(_ path: String) { self.path = path }

  /// Sets the one value of a name, or adds one to those that it has.
  package func set(
    _ name: SettingName, to value: String, adding: Bool = false
  ) throws(StoreFailure) {
    do throws(SystemFailure) { try File.makeFolders(Path.parent(path)) } catch {
      throw .system(error)
    }
    try change { handle in
      // No value matches this, so none is replaced.
      adding
        ? git_config_set_multivar(handle, name.description, "a^", value)
        : git_config_set_string(handle, name.description, value)
    }
  }

  /// Removes every value of a name; false when there was none.
  package func unset(_ name: SettingName) throws(StoreFailure) -> Bool {
    guard try !Configuration.read(path).all(name.description).isEmpty else { return false }
    try change { git_config_delete_multivar($0, name.description, ".*") }
    return true
  }

  private func change(_ act: (OpaquePointer?) -> Int32) throws(StoreFailure) {
    Libgit2.start()
    var handle: OpaquePointer?
    try git("read", path) { git_config_open_ondisk(&handle, path) }
    defer { git_config_free(handle) }
    try git("change", path) { act(handle) }
  }
}
