import DoraModel
import DoraSystem

/// Carries a store's branch and the pinned code between repositories; the `git` program does it.
package struct Sync {
  /// What is shared from and to.
  package let remote: Remote
  private let store: Store
  /// At work in the project's own repository; nil outside git.
  private let code: GitProgram?
  /// At work in the store.
  private let git: GitProgram
  private let advertised: RemoteFinder.Advertised
  private let commonFolder: String?

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
    if tree != nil, place.environment["GIT_SSH_COMMAND"] == nil,
      case .output(let command) = try program.run(["config", "core.sshCommand"])
    {
      // How the project's hosts are reached is written in its repository; the store has another.
      let line = String(decoding: command, as: UTF8.self).split(separator: "\n").first ?? ""
      program = program.with(["GIT_SSH_COMMAND": String(line)])
    }
    let finder = RemoteFinder(git: program, directory: place.directory, top: tree?.top)
    (remote, advertised) = try finder.find(word)
    self.store = store
    code = tree.map { program.with(in: $0.top) }
    commonFolder = tree?.commonFolder
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
    if try isRelated(try present(Array(Set(tips.values)), code), code) { return }
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

  /// Those of these commits that are in our repository.
  private func present(_ names: [String], _ code: GitProgram) throws -> [String] {
    let question = names.map { "\($0)^{commit}\n" }.joined()
    guard
      case .output(let answer) = try code.run(
        ["cat-file", "--batch-check=%(objectname) %(objecttype)"], input: Array(question.utf8))
    else { return [] }
    return answer.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      return words.count == 2 && words[1] == "commit" ? String(words[0]) : nil
    }
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
  private static let attempts = 20

  /// Pushes the pins of these commits that are here and not there; answers how many.
  package func pushPins(_ commits: Set<String>) throws -> Int {
    guard let code, let address = remote.code else { return 0 }
    let ours = commits.intersection(try pinned(code))
    var theirs = advertised.pins
    let count = ours.subtracting(theirs).count
    for attempt in 0..<Self.attempts {
      let words = ["push", "-q", "--no-recurse-submodules", "--", address]
      guard let reason = try carry(ours.subtracting(theirs), words, code) else { return count }
      guard Self.isOvertaken(reason) else {
        throw SyncFailure.transfer(verb: "push to", remote: remote.shown, reason: reason)
      }
      // Somebody else has just pushed one of them.
      Self.pause(attempt)
      let list = try output("reach", code.run(["ls-remote", "--", address, "\(Pins.folder)/*"]))
      theirs = Set(list.compactMap { $0.split(separator: "/").last.map(String.init) })
    }
    throw SyncFailure.busy(remote.shown)
  }

  /// Fetches the pins of these commits that are there and not here; answers how many.
  package func fetchPins(_ commits: Set<String>) throws -> Int {
    guard let code, let address = remote.code else { return 0 }
    let wanted = commits.intersection(advertised.pins)
    let count = wanted.subtracting(try pinned(code)).count
    for attempt in 0..<Self.attempts {
      let words = [
        "-c", "gc.auto=0", "-c", "core.logAllRefUpdates=false", "fetch", "-q", "--no-tags",
        "--no-write-fetch-head", "--no-recurse-submodules", "--", address,
      ]
      guard let reason = try carry(wanted.subtracting(try pinned(code)), words, code) else {
        return count
      }
      guard Self.isOvertaken(reason) else {
        throw SyncFailure.transfer(verb: "fetch from", remote: remote.shown, reason: reason)
      }
      Self.pause(attempt)
    }
    throw SyncFailure.busy(remote.shown)
  }

  /// Carries pins over, some at a time; what git said when it wouldn't, else nil.
  private func carry(
    _ commits: Set<String>, _ words: [String], _ code: GitProgram
  ) throws -> String? {
    let commits = commits.sorted()
    for start in stride(from: 0, to: commits.count, by: Self.portion) {
      let refs = commits[start..<min(start + Self.portion, commits.count)].map {
        "\(Pins.folder)/\($0):\(Pins.folder)/\($0)"
      }
      if case .failed(_, let reason) = try code.run(words + refs) { return reason }
    }
    return nil
  }

  private func pinned(_ code: GitProgram) throws -> Set<String> {
    let words = ["for-each-ref", "--format=%(refname:lstrip=2)", Pins.folder]
    guard case .output(let list) = try code.run(words) else { return [] }
    return Set(
      list.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) })
  }

  // MARK: The store

  /// Fetches the other store's branch; nil when there is none yet.
  package func fetchStore() throws -> IncomingStore? {
    let question = inStore + ["ls-remote", "--", remote.store, remote.storeRef]
    guard let found = try output("reach", git.run(question)).first else { return nil }
    let name = found.prefix { $0 != "\t" }
    let words = [
      "fetch", "-q", "--no-tags", "--no-write-fetch-head", "--", remote.store,
      "+\(remote.storeRef):\(tracking)",
    ]
    _ = try output("fetch from", git.run(inStore + words))
    guard case .output(let bytes) = try git.run(inStore + ["rev-parse", "-q", tracking]),
      let commit = ObjectID(hex: String(decoding: bytes.prefix(40), as: UTF8.self))
        ?? ObjectID(hex: String(name))
    else { return nil }
    return IncomingStore(commit: commit)
  }

  /// Pushes everything that our store has, united with what is there; answers whether anything was to be pushed.
  ///
  /// Ours takes nothing over. Whoever is overtaken by another's push unites with that one's and tries again.
  package func pushStore(_ message: String, author: Author) throws -> Bool {
    for attempt in 0..<Self.attempts {
      let theirs = try fetchStore()
      guard let tip = try store.branch.tip() else { return false }
      var commit = tip
      if let theirs {
        // From their side: what they have and we lack is kept.
        commit = try store.union(of: theirs.commit, and: tip, message, author).0.commit
        if commit == theirs.commit { return false }
      }
      let words = ["push", "-q", "--", remote.store, "\(commit.hex):\(remote.storeRef)"]
      switch try git.run(inStore + words) {
      case .output: return true
      case .failed(_, let reason):
        guard Self.isOvertaken(reason) else {
          throw SyncFailure.transfer(verb: "push to", remote: remote.shown, reason: reason)
        }
      }
      Self.pause(attempt)
    }
    throw SyncFailure.busy(remote.shown)
  }

  /// Lets others go first, for a moment that is another for each.
  private static func pause(_ attempt: Int) {
    Pause.seconds(Double.random(in: 0...(0.02 * Double(attempt + 1))))
  }

  /// Whether a push was refused only for another's being faster.
  private static func isOvertaken(_ reason: String) -> Bool {
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
