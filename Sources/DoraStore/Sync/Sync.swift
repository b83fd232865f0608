import DoraModel
import DoraSystem

/// Carries a store's branch and the pinned code between repositories; the `git` program does it.
package struct Sync {
  /// What is shared from and to.
  package let remote: Remote
  let store: Store
  /// At work in the project's own repository; nil outside git.
  private let code: GitProgram?
  /// At work in the store.
  private let git: GitProgram
  /// What the remote's repository of code had when it was asked, and what we have pushed to it since.
  private(set) var advertised: RemoteFinder.Advertised
  /// The newest commit of its store that we know of; nil when there is none.
  private(set) var storeTip: String?
  private let tree: WorkTree?
  private let environment: [String: String]
  private let trace: ([String]) -> Void

  /// Where everything is.
  package struct Place {
    package var root: String
    package var directory: String
    package var environment: [String: String]
    package var trace: ([String]) -> Void

    package init(
      root: String, directory: String, environment: [String: String],
      trace: @escaping ([String]) -> Void
    ) {
      self.root = root
      self.directory = directory
      self.environment = environment
      self.trace = trace
    }
  }

  /// Finds the remote, and asks what it has.
  package init(_ word: String, store: Store, at place: Place) throws {
    var program = GitProgram.find(
      directory: place.root, environment: place.environment, trace: place.trace)
    // A password may be asked for: somebody has typed this command.
    program = program?.with([
      "GIT_TERMINAL_PROMPT": place.environment["GIT_TERMINAL_PROMPT"] ?? "1"
    ])
    guard var program else { throw SyncFailure.noGit }
    let tree = try WorkTree.around(place.root, place.environment)
    var environment = place.environment
    if tree != nil, place.environment["GIT_SSH_COMMAND"] == nil,
      case .output(let command) = try program.run(["config", "core.sshCommand"])
    {
      // How the project's hosts are reached is written in its repository; the store has another.
      let line = String(decoding: command, as: UTF8.self).split(separator: "\n").first ?? ""
      environment["GIT_SSH_COMMAND"] = String(line)
      program = program.with(["GIT_SSH_COMMAND": String(line)])
    }
    let finder = RemoteFinder(
      git: program, directory: place.directory, top: tree?.top, store: store.path)
    let found = try finder.find(word)
    (remote, advertised, storeTip) = (found.remote, found.code, found.storeTip)
    self.store = store
    code = tree.map { program.with(in: $0.top) }
    self.tree = tree
    self.environment = environment
    trace = place.trace
    git = program.with(in: store.path)
  }

  private var inStore: [String] { ["--git-dir", store.path, "-c", "transfer.fsckObjects=true"] }
  /// The tracking branch: what we know of the remote's store.
  private var tracking: String {
    "refs/remotes/\(SHA1.digest(Array(remote.store.utf8)).hex.prefix(12))/main"
  }

  // MARK: Code

  /// Refuses a remote that has code, none of which this project's repository shares.
  package func checkRelation() throws {
    guard let code, remote.code != nil else { return }
    let tips = advertised.names.filter {
      $0.key == "HEAD" || $0.key.hasPrefix("refs/heads/") || $0.key.hasPrefix("refs/tags/")
        || ($0.key.hasPrefix("\(Pins.folder)/") && $0.key != Remote.guestRef)
    }
    if tips.isEmpty { return }
    guard case .output = try code.run(["rev-parse", "--verify", "-q", "HEAD^{commit}"]) else {
      return
    }
    // What is here by name may have come by an earlier look at it, and says nothing.
    if try isRelated(try exchange?.present(Array(Set(tips.values))) ?? [], code) { return }
    // All of it may be newer than what we have.
    guard let head = tips["HEAD"] ?? tips.values.sorted().first, let address = remote.code else {
      return
    }
    _ = try output(
      "fetch from",
      code.run(
        [
          "-c", "gc.auto=0", "fetch", "-q", "--no-tags", "--no-write-fetch-head",
          "--no-recurse-submodules", "--", address, head,
        ]))
    if try isRelated([head], code) { return }
    throw SyncFailure.unrelated(remote: remote.shown)
  }

  /// Whether any of these commits, which are here, has something in common with what is checked out.
  private func isRelated(_ commits: [String], _ code: GitProgram) throws -> Bool {
    for start in stride(from: 0, to: commits.count, by: Self.portion) {
      let some = commits[start..<min(start + Self.portion, commits.count)]
      if case .output = try code.run(["merge-base", "HEAD"] + some) { return true }
    }
    return false
  }

  private static let portion = 200
  /// How often who was overtaken tries again.
  static let attempts = 20

  /// Pushes the pins of these commits that are here and not there, and what they name.
  package mutating func pushPins(_ commits: Set<String>) throws -> CarriedCode {
    let carried = try exchange?.push(commits) ?? CarriedCode()
    advertised.names.merge(carried.references) { $1 }
    return carried
  }

  /// Fetches the pins of these commits that are there and not here, and what they name.
  package func fetchPins(_ commits: Set<String>) throws -> CarriedCode {
    try exchange?.fetch(commits) ?? CarriedCode()
  }

  /// nil outside git, and where the remote has no code.
  var exchange: CodeExchange? {
    guard let code, let tree, let address = remote.code else { return nil }
    return CodeExchange(
      git: code, tree: tree, remote: remote, address: address,
      advertised: Set(advertised.names.values), theirPins: advertised.pins,
      theirModules: advertised.modules, store: store.path, files: files)
  }

  /// Copies files to and from hosts that are reached as git reaches them.
  package func files() throws -> FileTransfer {
    try FileTransfer(environment: environment, trace: trace)
  }

  // MARK: The store

  /// Fetches the other store's branch, if it isn't here; nil when there is none yet.
  package func fetchStore() throws -> IncomingStore? {
    guard let storeTip else { return nil }
    if let known = try tracked(), known.hex == storeTip { return IncomingStore(commit: known) }
    let words = [
      "fetch", "-q", "--no-tags", "--no-write-fetch-head", "--", remote.store,
      "+\(remote.storeRef):\(tracking)",
    ]
    _ = try output("fetch from", git.run(inStore + words))
    return try tracked().map { IncomingStore(commit: $0) }
  }

  /// What the remote's store was when it was last fetched.
  private func tracked() throws -> ObjectID? {
    let question = inStore + ["rev-parse", "-q", "--verify", tracking]
    guard case .output(let bytes) = try git.run(question) else { return nil }
    return ObjectID(hex: String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self))
  }

  /// Pushes everything that our store has in this view, united with what is there; answers whether anything was to be pushed.
  ///
  /// Ours takes nothing over. Whoever is overtaken by another's push unites with that one's and tries again.
  package mutating func pushStore(
    _ view: View, _ message: String, author: Author
  ) throws -> Bool {
    guard let tip = view.tip else { return false }
    for attempt in 0..<Self.attempts {
      let theirs = try fetchStore()
      var commit = tip
      if let theirs {
        // From their side: what they have and we lack is kept.
        commit = try store.union(of: theirs.commit, and: tip, message, author).0.commit
        if commit == theirs.commit { return false }
      }
      let words = ["push", "-q", "--", remote.store, "\(commit.hex):\(remote.storeRef)"]
      switch try git.run(inStore + words) {
      case .output:
        storeTip = commit.hex
        return true
      case .failed(_, let reason):
        guard Self.isOvertaken(reason) else {
          throw SyncFailure.transfer(verb: "push to", remote: remote.shown, reason: reason)
        }
      }
      Self.pause(attempt)
      let question = inStore + ["ls-remote", "--", remote.store, remote.storeRef]
      let found = try output("reach", git.run(question)).first
      storeTip = found.map { String($0.prefix { $0 != "\t" }) }
    }
    throw SyncFailure.busy(remote.shown)
  }

  /// Lets others go first, for a moment that is another for each.
  static func pause(_ attempt: Int) {
    Pause.seconds(Double.random(in: 0...(0.02 * Double(attempt + 1))))
  }

  /// Whether a push was refused only for another's being faster.
  static func isOvertaken(_ reason: String) -> Bool {
    [
      "(fetch first)", "(non-fast-forward)", "cannot lock ref", "failed to update ref",
      "incorrect old value", "failed to lock",
    ].contains { reason.contains($0) } || reason.contains(".lock': File exists")
  }

  private func output(_ verb: String, _ answer: GitProgram.Answer) throws -> [String] {
    switch answer {
    case .output(let bytes):
      return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    case .failed(_, let reason):
      throw SyncFailure.transfer(verb: verb, remote: remote.shown, reason: reason)
    }
  }
}
