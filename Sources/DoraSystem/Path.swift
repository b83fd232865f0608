import Glibc

/// Paths as text; nothing here touches the disk but `real`.
package enum Path {
  /// `name` below `folder`, or `name` itself when it's absolute.
  package static func join(_ folder: String, _ name: String) -> String {
    if name.utf8.first == UInt8(ascii: "/") { return name }
    return folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
  }

  /// The path without its last component; `/` is its own parent.
  package static func parent(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last component.
  package static func name(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// `path` with `.`, `..` and repeated slashes resolved by their text alone.
  package static func normal(_ path: String) -> String {
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !isAbsolute {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
  }

  /// `path` with every symbolic link followed, or nil when it doesn't exist.
  package static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The executable that `name` stands for on a search path such as `PATH`.
  package static func executable(_ name: String, on search: String) -> String? {
    if name.utf8.contains(UInt8(ascii: "/")) { return access(name, X_OK) == 0 ? name : nil }
    for folder in search.split(separator: ":", omittingEmptySubsequences: false) {
      let candidate = join(folder.isEmpty ? "." : String(folder), name)
      if File.status(candidate)?.isFile == true, access(candidate, X_OK) == 0 { return candidate }
    }
    return nil
  }
}

extension Path {
  /// `path` as it's reached from `folder`; both are absolute and normal.
  package static func relative(_ path: String, from folder: String) -> String {
    let target = path.split(separator: "/")
    let start = folder.split(separator: "/")
    let same = zip(target, start).prefix { $0 == $1 }.count
    // Paths that meet in the root alone have nothing to do with each other.
    guard same > 0 else { return path }
    let up = Array(repeating: "..", count: start.count - same)
    let parts = up + target[same...].map(String.init)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}
