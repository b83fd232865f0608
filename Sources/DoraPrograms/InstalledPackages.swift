import DoraModel
import DoraSystem

/// What is installed for an interpreter, by the names of the files that installers leave: no Python is started.
struct InstalledPackages {
  /// The folders on the import path, in its order, and the interpreter's prefix.
  let folders: [String]
  let prefix: String?

  /// Names and versions of Python packages, sorted; of two on the path the first counts.
  func packages() -> [JSON.Member] {
    var versions: [String: String] = [:]
    for folder in folders {
      for name in ((try? File.names(in: folder)) ?? []).sorted() {
        guard let (package, version) = package(name, in: folder), versions[package] == nil else {
          continue
        }
        versions[package] = version
      }
    }
    return versions.keys.sorted().map { JSON.Member(Text($0), JSON(versions[$0])) }
  }

  /// The packages that are worked on where they are, and those folders; of two on the path the first counts.
  func editable() -> [String: String] {
    var places: [String: String] = [:]
    for folder in folders {
      for name in ((try? File.names(in: folder)) ?? []).sorted() {
        guard let (package, _) = package(name, in: folder), places[package] == nil,
          let place = source(of: name, in: folder)
        else { continue }
        places[package] = place
      }
    }
    return places
  }

  /// The folder that a package is worked on in.
  private func source(of name: String, in folder: String) -> String? {
    let place = Path.join(folder, name)
    // `setup.py develop` has the sources themselves on the import path.
    if name.hasSuffix(".egg-info") {
      // Debian installs packages in that form too.
      let isInstalled =
        name.dropLast(".egg-info".count).contains("-") || Path.name(folder).hasSuffix("-packages")
      return isInstalled || File.status(place)?.isFolder != true ? nil : folder
    }
    guard let url = direct(place)?["url"]?.string, url.hasPrefix("file://"),
      direct(place)?["dir_info"]?["editable"]?.bool == true
    else { return nil }
    return Self.decoded(url.dropFirst("file://".count))
  }

  /// A path as an address has it, where `%20` is a space.
  private static func decoded(_ path: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = path.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%"), let code = UInt8(String(rest.prefix(2)) ?? "", radix: 16)
      else {
        bytes.append(byte)
        continue
      }
      bytes.append(code)
      rest = rest.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Names, versions and builds of what conda has installed, Python packages or not.
  func conda() -> [JSON.Member] {
    guard let prefix else { return [] }
    let names = (try? File.names(in: Path.join(prefix, "conda-meta"))) ?? []
    return names.sorted().compactMap { name in
      guard name.hasSuffix(".json") else { return nil }
      let parts = name.dropLast(".json".count).split(separator: "-")
      guard parts.count > 2 else { return nil }
      return JSON.Member(
        Text(parts.dropLast(2).joined(separator: "-")),
        JSON(parts.suffix(2).joined(separator: " ")))
    }
  }

  /// `numpy-1.26.4.dist-info` is numpy 1.26.4, and `old-1.0-py3.11.egg-info` is old 1.0.
  private func package(_ name: String, in folder: String) -> (String, String)? {
    let place = Path.join(folder, name)
    if name.hasSuffix(".dist-info") {
      let parts = name.dropLast(".dist-info".count).split(separator: "-")
      guard let version = parts.last, parts.count > 1 else { return nil }
      return (Self.normal(parts.dropLast().joined(separator: "-")), version + origin(place))
    }
    guard name.hasSuffix(".egg-info") else { return nil }
    var parts = name.dropLast(".egg-info".count).split(separator: "-")
    if parts.count > 1, parts.last?.hasPrefix("py") == true { parts.removeLast() }
    if parts.count > 1, let version = parts.popLast() {
      return (Self.normal(parts.joined(separator: "-")), String(version))
    }
    // One that is worked on beside its sources says it inside.
    return version(in: place).map { (Self.normal(parts.joined(separator: "-")), $0) }
  }

  private func version(in folder: String) -> String? {
    guard let bytes = try? File.contents(Path.join(folder, "PKG-INFO")) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let line = lines.prefix { !$0.isEmpty }.first { $0.hasPrefix("Version:") }
    return line?.split(separator: " ").last.map(String.init)
  }

  /// Where a package comes from that no index has: the commit of a repository, or a folder that is worked on.
  ///
  /// Not the address: it may hold a password.
  private func origin(_ place: String) -> String {
    guard let json = direct(place) else { return "" }
    if let commit = json["vcs_info"]?["commit_id"]?.string { return " @ \(commit)" }
    return json["dir_info"]?["editable"]?.bool == true ? " (editable)" : ""
  }

  private func direct(_ place: String) -> JSON? {
    (try? File.contents(Path.join(place, "direct_url.json"))).flatMap { try? JSONReader.read($0) }
  }

  /// One spelling for `Typing_Extensions` and `typing-extensions`, as the index has it.
  private static func normal(_ name: String) -> String {
    name.lowercased().split { "-_.".contains($0) }.joined(separator: "-")
  }
}
