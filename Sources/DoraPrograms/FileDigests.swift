import DoraModel
import DoraSystem

/// The digests of the files that a description's import has read.
///
struct FileDigests {
  let description: JSON
  /// The folder of our own Python client, which is no file of the project's.
  let client: String
  let root: String

  /// The files with their digests: by the description's word when that is current, else they're read.
  func loaded(isCurrent: Bool) -> LoadedFiles {
    var digests: [String: String] = [:]
    let folder = root == "/" ? root : root + "/"
    // Config files may change with the description still true, so these are always read.
    let files = (description["files"]?.array ?? []).map { ($0, isCurrent) }
    let configs = (description["config"]?["files"]?.array ?? []).map { ($0, false) }
    for (file, isCurrent) in files + configs {
      guard let path = file["path"]?.string, file["sha1"]?.string != nil, isProjects(path) else {
        continue
      }
      let name = path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
      digests[name] = isCurrent ? digest(file) : digest(file, at: path)
    }
    return LoadedFiles(digests)
  }

  /// Lists of what is installed are read as well, and are in a run's environment.
  private func isProjects(_ path: String) -> Bool {
    if path.hasPrefix(client + "/") { return false }
    let parent = Path.parent(path)
    return !parent.hasSuffix(".dist-info") && !parent.hasSuffix(".egg-info")
  }

  /// What the description says; a file too large to be read goes by its size.
  private func digest(_ file: JSON) -> String? {
    guard let sha1 = file["sha1"]?.string else { return nil }
    return sha1.isEmpty ? file["size"]?.int.map { "size \($0)" } : sha1
  }

  private func digest(_ file: JSON, at path: String) -> String? {
    guard let status = File.status(path) else { return nil }
    if file["sha1"]?.string?.isEmpty == true { return "size \(status.size)" }
    return (try? File.contents(path)).map { SHA1.digest($0).hex }
  }
}
