import DoraModel
import DoraSystem

/// Carries the code of runs between the project's repository and another: pins, and what they name that isn't in them.
///
/// That is files of Git LFS, and commits of submodules that nobody else has: they are kept beside the pins.
struct CodeExchange {
  /// At work in the project's repository.
  let git: GitProgram
  let tree: WorkTree
  let remote: Remote
  /// What git calls the other repository.
  let address: String
  /// The commits that are there by any reference, pinned, or kept as those of submodules.
  let advertised: Set<String>
  let theirPins: Set<String>
  let theirModules: Set<String>
  /// Where what is to be tried again is noted.
  let store: String
  let files: () throws -> FileTransfer

  /// How many references go with one call: they are its arguments.
  static let portion = 2000

  /// References of ours: those of pins.
  func pinned() throws(StoreFailure) -> Set<String> {
    let words = ["for-each-ref", "--format=%(refname:lstrip=2)", Pins.folder]
    guard case .output(let list) = try git.run(words) else { return [] }
    return Set(
      list.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) })
  }

  /// Those of these commits that are in the repository.
  func present(_ names: [String]) throws(StoreFailure) -> [String] {
    let question = names.map { "\($0)^{commit}\n" }.joined()
    guard
      case .output(let answer) = try git.run(
        ["cat-file", "--batch-check=%(objectname) %(objecttype)"], input: Array(question.utf8))
    else { return [] }
    return answer.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      return words.count == 2 && words[1] == "commit" ? String(words[0]) : nil
    }
  }

  // MARK: There

  /// Pushes the pins of these commits that are here and not there, after what they name.
  func push(_ commits: Set<String>) throws -> CarriedCode {
    var carried = CarriedCode()
    let ours = commits.intersection(try pinned())
    let new = ours.subtracting(theirPins).sorted()
    let known = try present(Array(advertised))
    let failed = UncarriedFiles("push", address, in: store)
    var lacking: [LargeFiles.Pointer] = []
    let large = try LargeFiles(git, tree)
    let wanted = failed.pointers + (try pointers(of: new, except: known, large))
    lacking += try send(wanted, of: large, &carried)
    lacking += try pushInner(of: new, in: git, tree, below: "", &carried)
    failed.keep(lacking)
    try push(new, to: Pins.folder, git, &carried)
    carried.pins = new.count
    return carried
  }

  /// The pointers that a repository's commits have; none where LFS isn't in use, which is nearly everywhere.
  private func pointers(
    of commits: [String], except known: [String], _ large: LargeFiles
  ) throws(StoreFailure) -> [LargeFiles.Pointer] {
    guard File.status(large.storage) != nil else { return [] }
    return try large.pointers(of: commits, except: known)
  }

  /// Sends files of Git LFS; answers those that didn't go.
  private func send(
    _ pointers: [LargeFiles.Pointer], of large: LargeFiles, _ carried: inout CarriedCode
  ) throws -> [LargeFiles.Pointer] {
    let here = pointers.filter(large.has)
    let gone = Set(pointers).subtracting(here)
    if !gone.isEmpty {
      carried.gaps.append(
        "without files of Git LFS, which are not here: \(PathList.shown(gone.map(\.path).sorted()))"
      )
    }
    if here.isEmpty { return Array(gone) }
    guard let reason = try carryLarge(here, of: large, isPush: true) else {
      carried.largeFiles += Set(here.map(\.digest)).count
      return Array(gone)
    }
    carried.gaps.append(
      "without files of Git LFS: \(PathList.shown(Set(here.map(\.path)).sorted())): \(reason)")
    return pointers
  }

  /// Pushes the commits of repositories inside that only this machine has; answers the files of LFS that didn't go.
  private func pushInner(
    of commits: [String], in outer: GitProgram, _ tree: WorkTree, below place: String,
    _ carried: inout CarriedCode
  ) throws -> [LargeFiles.Pointer] {
    var groups: [String: (git: GitProgram, tree: WorkTree, commits: [String])] = [:]
    for inner in try InnerCommit.all(in: commits, outer) {
      let name = place + inner.path
      var source: (GitProgram, WorkTree)?
      if let repository = try tree.inner(inner.path) {
        let git = outer.with(in: repository.gitFolder)
        if try git.has(inner.commit) { source = (git, repository) }
      }
      if source == nil, try outer.has(inner.commit) { source = (outer, tree) }
      guard let (git, repository) = source else {
        carried.gaps.append(
          "without the commit \(inner.commit.prefix(10)) of submodule '\(name)', which is not here")
        continue
      }
      if try Self.isPublished(inner.commit, git) { continue }
      groups[name, default: (git, repository, [])].commits.append(inner.commit)
    }
    var lacking: [LargeFiles.Pointer] = []
    for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
      let large = try LargeFiles(group.git, group.tree)
      let new = group.commits.filter { !theirModules.contains($0) }
      lacking += try send(try pointers(of: new, except: [], large), of: large, &carried)
      lacking += try pushInner(
        of: group.commits, in: group.git, group.tree, below: name + "/", &carried)
      try push(new, to: Pins.modules, group.git, &carried)
      carried.submodules += new.count
    }
    return lacking
  }

  /// Whether anybody gets a submodule's commit from where that comes from, as far as is known here.
  private static func isPublished(_ commit: String, _ git: GitProgram) throws -> Bool {
    guard case .output(let urls) = try git.run(["config", "--get-regexp", "^remote\\..*\\.url$"])
    else { return false }
    let isReachable = urls.split(separator: UInt8(ascii: "\n")).contains { line in
      let url = String(decoding: line.drop { $0 != 32 }.dropFirst(), as: UTF8.self)
      return RemoteFinder.isAddress(url) && !url.hasPrefix("file:")
    }
    guard isReachable else { return false }
    guard
      case .output(let rest) = try git.run(["rev-list", "-n", "1", commit, "--not", "--remotes"])
    else { return false }
    return rest.isEmpty
  }

  /// Pushes commits as references in a folder, some at a time; those that are there by then are as good.
  private func push(
    _ commits: [String], to folder: String, _ git: GitProgram, _ carried: inout CarriedCode
  ) throws {
    var rest = Dictionary(uniqueKeysWithValues: commits.map { ("\(folder)/\($0)", $0) })
    carried.references.merge(rest) { $1 }
    let words = ["push", "-q", "--no-recurse-submodules", "--", address]
    for attempt in 0..<Sync.attempts {
      guard let reason = try carry(rest.map { "\($0.value):\($0.key)" }, words, git) else { return }
      guard Sync.isOvertaken(reason) else {
        throw SyncFailure.transfer(verb: "push to", remote: remote.shown, reason: reason)
      }
      // Somebody else has just pushed one of them.
      Sync.pause(attempt)
      guard case .output(let list) = try git.run(["ls-remote", "--", address, "\(Pins.folder)/*"])
      else { continue }
      for line in list.split(separator: UInt8(ascii: "\n")) {
        rest[String(decoding: line.drop { $0 != 9 }.dropFirst(), as: UTF8.self)] = nil
      }
    }
    throw SyncFailure.busy(remote.shown)
  }

  /// Calls git with these, some at a time; what it said when it wouldn't, else nil.
  func carry(
    _ references: [String], _ words: [String], _ git: GitProgram
  ) throws(StoreFailure) -> String? {
    let references = references.sorted()
    for start in stride(from: 0, to: references.count, by: Self.portion) {
      let some = references[start..<min(start + Self.portion, references.count)]
      if case .failed(_, let reason) = try git.run(words + some) { return reason }
    }
    return nil
  }
}
