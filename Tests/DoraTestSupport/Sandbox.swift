import Foundation

/// A folder of its own for one test, removed when the test lets go of it; kept with DORA_KEEP=1.
package final class Sandbox {
  /// Absolute, with every symbolic link followed.
  package let path: String

  package init() throws {
    let name = "dora-test-\(UUID().uuidString.prefix(13).lowercased())"
    let folder = FileManager.default.temporaryDirectory.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.resolvingSymlinksInPath().path
  }

  deinit {
    if ProcessInfo.processInfo.environment["DORA_KEEP"] == "1" { return }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The absolute path of `name` in this folder.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, and the folders above it; returns its path.
  @discardableResult
  package func write(_ text: String, to name: String, executable: Bool = false) throws -> String {
    let url = URL(filePath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    guard executable else {
      try Data(text.utf8).write(to: url)
      return url.path
    }
    // By another process: a child that a test beside this one starts just now would inherit what we write to, and as long
    // as anyone has that open the file can't be executed.
    let draft = url.appendingPathExtension("draft")
    try Data(text.utf8).write(to: draft)
    defer { try? FileManager.default.removeItem(at: draft) }
    let install = try Process.run(
      URL(filePath: "/usr/bin/install"), arguments: ["-m", "755", draft.path, url.path])
    install.waitUntilExit()
    return url.path
  }

  /// The text of a file.
  package func read(_ name: String) throws -> String {
    try String(contentsOfFile: file(name), encoding: .utf8)
  }

  package func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: file(name))
  }
}
