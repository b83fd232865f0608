import DoraModel
import DoraSystem

/// The config directory of a Hydra program.
struct ConfigTree {
  let folder: String
  /// No config directory is so deep; a link that leads to itself is.
  private static let deepest = 32

  /// The names of everything in it, a folder's with a slash at its end; nil when it can't be read.
  private func names() -> [Text]? {
    var found: [Text] = []
    guard (try? collect(below: "", depth: 0, into: &found)) != nil else { return nil }
    return found.sorted()
  }

  private func collect(
    below: String, depth: Int, into found: inout [Text]
  ) throws(SystemFailure) {
    if depth > Self.deepest { return }
    for name in try File.names(in: Path.join(folder, below)) where name != "__pycache__" {
      let path = below + name
      if File.status(Path.join(folder, path))?.isFolder == true {
        found.append(Text(path + "/"))
        try collect(below: path + "/", depth: depth + 1, into: &found)
      } else {
        found.append(Text(path))
      }
    }
  }

  /// The digest of all names in it, as `dora._tree.names_digest` computes it.
  var namesDigest: String? {
    names().map { SHA1.digest(Array($0.map(\.bytes).joined(separator: [0x0A]))).hex }
  }

  /// The digest of all names in it and of what its config files hold.
  var contentsDigest: String? {
    guard let names = names() else { return nil }
    var lines: [[UInt8]] = []
    for name in names {
      var line = name.bytes
      if name.string.hasSuffix(".yaml") || name.string.hasSuffix(".yml") {
        guard let bytes = try? File.contents(Path.join(folder, name.string)) else { return nil }
        line += [0] + Array(SHA1.digest(bytes).hex.utf8)
      }
      lines.append(line)
    }
    return SHA1.digest(Array(lines.joined(separator: [0x0A]))).hex
  }

  /// What composing reads of it.
  var source: HydraSource {
    let folder = folder
    return HydraSource(
      read: { path in
        let path = Path.join(folder, path.string)
        guard File.status(path)?.isFile == true else { return nil }
        return try? File.contents(path)
      },
      list: { path in
        let place = Path.join(folder, path.string)
        guard let names = try? File.names(in: place) else { return nil }
        return names.map { name in
          let status = File.status(Path.join(place, name))
          return HydraSource.Entry(
            name: Text(name), isDirectory: status?.isFolder == true, isFile: status?.isFile == true)
        }
      })
  }
}
