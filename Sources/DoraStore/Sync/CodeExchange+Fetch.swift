import DoraModel
import DoraSystem

extension CodeExchange {
  private static let fetch = [
    "-c", "gc.auto=0", "fetch", "-q", "--no-tags", "--no-write-fetch-head",
    "--no-recurse-submodules", "--",
  ]

  /// Fetches the pins of these commits that are there and not here, with what they name.
  ///
  /// Objects first, references last: whoever is killed meanwhile fetches again.
  func fetch(_ commits: Set<String>) throws -> CarriedCode {
    var carried = CarriedCode()
    let wanted = commits.intersection(theirPins).subtracting(try pinned()).sorted()
    let known = wanted.isEmpty ? [] : try references()
    if let reason = try carry(
      wanted.map { "\(Pins.folder)/\($0)" }, Self.fetch + [address], git)
    {
      throw SyncFailure.transfer(verb: "fetch from", remote: remote.shown, reason: reason)
    }
    var lines = wanted.map { "update \(Pins.folder)/\($0) \($0)\n" }
    let inner = try fetchInner(of: wanted, below: "", &carried)
    lines += inner.map { "update \(Pins.modules)/\($0) \($0)\n" }
    let failed = UncarriedFiles("pull", address, in: store)
    let large = try LargeFiles(git, tree)
    let pointers = Set(failed.pointers + (try large.pointers(of: wanted + inner, except: known)))
    failed.keep(try receive(pointers.filter { !large.has($0) }, large, &carried))
    try keep(lines)
    carried.pins = wanted.count
    return carried
  }

  /// All that is referred to here.
  private func references() throws(StoreFailure) -> [String] {
    guard case .output(let list) = try git.run(["for-each-ref", "--format=%(objectname)"]) else {
      return []
    }
    let names = list.split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }
    return Array(Set(names))
  }

  private func keep(_ lines: [String]) throws(StoreFailure) {
    if lines.isEmpty { return }
    // A pin has no history, whatever the user's other references have.
    let words = [
      "-c", "core.logAllRefUpdates=false", "-c", "core.filesRefLockTimeout=5000", "update-ref",
      "--stdin",
    ]
    if case .failed(_, let reason) = try git.run(words, input: Array(lines.joined().utf8)) {
      throw .unknownCode(root: tree.top, reason: reason)
    }
  }

  /// Fetches the commits of repositories inside that are kept there beside the pins; answers those that are to be pinned.
  ///
  /// What the submodule has here stays there, and what neither has is fetched from its own remote when it's wanted.
  private func fetchInner(
    of commits: [String], below place: String, _ carried: inout CarriedCode
  ) throws -> [String] {
    var found: [String] = []
    for inner in try InnerCommit.all(in: commits, git) {
      if let repository = try tree.inner(place + inner.path) {
        let git = git.with(in: repository.gitFolder)
        if try git.has(inner.commit) {
          try? Pins(git: git, tree: repository).add(inner.commit)
          continue
        }
      }
      if try !git.has(inner.commit) {
        var sources: [[String]] = []
        if theirModules.contains(inner.commit) {
          sources.append([address, "\(Pins.modules)/\(inner.commit)"])
        }
        // A project has its submodules in it.
        if remote.files != nil {
          sources.append(["\(address)/\(place)\(inner.path)", inner.commit])
        }
        let source = try sources.first { words in
          if case .output = try git.run(Self.fetch + words) { true } else { false }
        }
        if source == nil { continue }
        carried.submodules += 1
      }
      found.append(inner.commit)
      found += try fetchInner(of: [inner.commit], below: "\(place)\(inner.path)/", &carried)
    }
    return found
  }

  // MARK: Files of Git LFS

  /// Gets files of Git LFS; answers those that didn't come.
  private func receive(
    _ pointers: [LargeFiles.Pointer], _ large: LargeFiles, _ carried: inout CarriedCode
  ) throws -> [LargeFiles.Pointer] {
    if pointers.isEmpty { return [] }
    let reason = try carryLarge(pointers, of: large, isPush: false)
    let gone = pointers.filter { !large.has($0) }
    carried.largeFiles += Set(pointers.map(\.digest)).subtracting(gone.map(\.digest)).count
    if gone.isEmpty { return [] }
    carried.gaps.append(
      "without files of Git LFS: \(PathList.shown(Set(gone.map(\.path)).sorted())): "
        + (reason ?? "they are not there"))
    return gone
  }

  /// Carries files of Git LFS; why not, when neither way is open, else nil.
  ///
  /// A host that is reached by ssh seldom serves LFS; its files are files all the same.
  func carryLarge(
    _ pointers: [LargeFiles.Pointer], of large: LargeFiles, isPush: Bool
  ) throws -> String? {
    let target = remote.name ?? (address.hasPrefix("/") ? Self.fileURL(address) : address)
    let reason =
      try isPush ? large.push(pointers, to: target) : large.fetch(pointers, from: target)
    guard let reason, !address.hasPrefix("/"),
      !address.contains("://") || address.hasPrefix("ssh://")
    else { return reason }
    guard let transfer = try? files() else { return reason }
    let places = Set(pointers.map(\.place)).sorted()
    // As git finds a repository by an address: a work tree's, or a bare one, with its suffix or without.
    for folder in ["\(address)/.git", address, "\(address).git"]
    where transfer.exists("\(folder)/HEAD") {
      let there = "\(folder)/lfs/objects"
      do {
        try isPush
          ? transfer.copy(files: places, from: large.storage, to: there)
          : transfer.copy(files: places, from: there, to: large.storage)
      } catch {
        return reason
      }
      return nil
    }
    return reason
  }

  /// A path as git-lfs takes it.
  private static func fileURL(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var url = Array("file://".utf8)
    for byte in path.utf8 {
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || "/-_.~".utf8.contains(byte)
      url += isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: url, as: UTF8.self)
  }
}
