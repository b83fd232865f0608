import DoraModel
import DoraSystem

/// Finds out what a word of the command line is a remote of.
struct RemoteFinder {
  /// At work in the project; its own repository's remotes are known there.
  let git: GitProgram
  /// The working directory, which paths are relative to.
  let directory: String
  /// The top of the project's work tree; nil outside git.
  let top: String?
  /// Our own store.
  let store: String

  /// A remote, and what there was when it was looked at.
  struct Found {
    var remote: Remote
    /// What its repository of code advertises.
    let code: Advertised
    /// The newest commit of its store; nil when there is none.
    let storeTip: String?
  }

  /// The remote that a word names.
  func find(_ word: String) throws -> Found {
    // A remote of the project goes before a folder of that name, as for git.
    if top != nil, !word.hasPrefix("-"), !word.contains("/"),
      case .output(let url) = try git.run(["remote", "get-url", word])
    {
      let address = String(decoding: url, as: UTF8.self).split(separator: "\n").first ?? ""
      var found = try find(address: String(address), shown: word, from: top ?? directory)
      found.remote.name = word
      return found
    }
    return try find(address: word, shown: Self.withoutPassword(word), from: directory)
  }

  /// An address as it may be shown and recorded: a password in it is left out.
  static func withoutPassword(_ word: String) -> String {
    guard let scheme = word.firstRange(of: "://") else { return word }
    let host = word[scheme.upperBound...].prefix { $0 != "/" }
    guard let at = host.lastIndex(of: "@"), let colon = host.firstIndex(of: ":"), colon < at else {
      return word
    }
    return "\(word[..<colon])\(word[at...])"
  }

  private func find(
    address: String, shown: String, from folder: String
  ) throws -> Found {
    let local = address.hasPrefix("file://") ? String(address.dropFirst(7)) : address
    let path = Path.normal(Path.join(folder, local))
    if File.status(path) != nil { return try find(path: path, shown: shown) }
    guard Self.isAddress(address) else { throw SyncFailure.unknownRemote(shown) }
    let refs = try advertised(address, shown)
    let own = Self.below(address)
    // A project that is reached by ssh may have its store beside its code, as one in a folder has.
    if refs.names[Remote.guestRef] == nil, let own, refs.isRepository || refs.failure != nil,
      let store = try? advertised(own, shown), store.failure == nil,
      store.names[Remote.ownRef] != nil
    {
      let (code, codeRefs) = try around(address, refs, shown)
      let remote = Remote(
        shown: shown, store: own, storeRef: Remote.ownRef, code: code, files: address)
      return Found(remote: remote, code: codeRefs, storeTip: store.names[Remote.ownRef])
    }
    return try guest(at: address, refs, shown)
  }

  /// A repository that holds a store beside its code, or may.
  private func guest(at address: String, _ refs: Advertised, _ shown: String) throws -> Found {
    if let failure = refs.failure { throw failure }
    let remote = Remote(
      shown: shown, store: address, storeRef: Remote.guestRef, code: address, files: nil)
    return Found(remote: remote, code: refs, storeTip: refs.names[Remote.guestRef])
  }

  /// A folder on this machine: a project, a store, or any repository.
  private func find(path: String, shown: String) throws -> Found {
    var project: String?
    if Path.name(path) == ".dora", File.status(Path.join(path, "objects")) != nil {
      project = Path.parent(path)
    } else if File.status(Path.join(path, ".dora/objects")) != nil {
      project = path
    }
    guard let project else { return try guest(at: path, advertised(path, shown), shown) }
    let (code, refs) = try around(project, advertised(project, shown), shown)
    let own = Path.join(project, ".dora")
    let store = try advertised(own, shown)
    if let failure = store.failure { throw failure }
    // Others have pushed before it had a store of its own; nobody has anything to give to oneself.
    let isGuest = store.names[Remote.ownRef] == nil || Path.real(own) == Path.real(self.store)
    if isGuest, let code, refs.names[Remote.guestRef] != nil {
      return try guest(at: code, refs, shown)
    }
    let remote = Remote(
      shown: shown, store: own, storeRef: Remote.ownRef, code: code, files: project)
    return Found(remote: remote, code: refs, storeTip: store.names[Remote.ownRef])
  }

  /// The repository that a project is in: its own folder's, or that of a folder above; nil where there is none.
  private func around(
    _ project: String, _ refs: Advertised, _ shown: String
  ) throws -> (String?, Advertised) {
    var (address, refs) = (project, refs)
    for _ in 0..<Self.depth {
      if refs.failure == nil { return (address, refs) }
      let parent = Path.parent(address)
      // A host's root is no place for a project, nor is its name one.
      guard address.contains("/"), parent != "/", parent != address, !parent.hasSuffix(":/"),
        !parent.hasSuffix(":")
      else { break }
      address = parent
      refs = try advertised(address, shown)
    }
    return refs.failure == nil ? (address, refs) : (nil, Advertised())
  }

  /// How many folders above a project may be asked whether they are its repository.
  private static let depth = 6

  /// What a repository says that it has.
  struct Advertised {
    /// References and their commits.
    var names: [String: String] = [:]
    var isRepository = false
    var failure: SyncFailure?

    /// The commits that are pinned there.
    var pins: Set<String> { commits(in: Pins.folder) }
    /// The commits of submodules that are kept there.
    var modules: Set<String> { commits(in: Pins.modules) }

    private func commits(in folder: String) -> Set<String> {
      Set(
        names.keys.compactMap { name in
          guard name.hasPrefix("\(folder)/") else { return nil }
          let commit = name.dropFirst(folder.utf8.count + 1)
          return commit.utf8.count >= 40 && !commit.contains("/") ? String(commit) : nil
        })
    }
  }

  private func advertised(_ address: String, _ shown: String) throws -> Advertised {
    switch try git.run(["ls-remote", "--", address]) {
    case .output(let list):
      var found = Advertised(isRepository: true)
      for line in list.split(separator: UInt8(ascii: "\n")) {
        let fields = line.split(separator: UInt8(ascii: "\t"))
        guard fields.count == 2 else { continue }
        let name = String(decoding: fields[1], as: UTF8.self)
        found.names[name] = String(decoding: fields[0], as: UTF8.self)
      }
      return found
    case .failed(_, let reason):
      return Advertised(failure: .transfer(verb: "reach", remote: shown, reason: reason))
    }
  }

  /// `https://…`, `ssh://…`, or `host:path` as scp takes it.
  static func isAddress(_ word: String) -> Bool {
    if word.contains("://") { return true }
    guard let colon = word.firstIndex(of: ":") else { return false }
    return colon > word.startIndex && !word[..<colon].contains("/")
  }

  /// The address of the store in the project at another address; nil where there is no project.
  private static func below(_ address: String) -> String? {
    if address.contains("://"), !address.hasPrefix("ssh://") { return nil }
    return address.hasSuffix("/") ? address + ".dora" : address + "/.dora"
  }
}
