import DoraModel
import DoraSystem

/// The files of Git LFS that a repository's commits name; the `git-lfs` program carries them.
struct LargeFiles {
  /// At work in the repository that has them, or gets them.
  private let git: GitProgram
  /// The folder with the files themselves, by digest.
  let storage: String

  /// What a commit has in the place of a file.
  struct Pointer: Hashable {
    /// SHA-256 of the file.
    let digest: String
    let size: Int
    /// git's name of the pointer.
    let blob: String
    let path: String

    /// Where the file is, below the folder of all files.
    var place: String { "\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)" }
  }

  init(_ git: GitProgram, _ tree: WorkTree) throws(StoreFailure) {
    self.git = git
    var folder = "lfs"
    if case .output(let line) = try git.run(["config", "lfs.storage"]) {
      folder = String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
    storage = Path.join(Path.join(tree.commonFolder, folder), "objects")
  }

  func has(_ pointer: Pointer) -> Bool {
    File.status(Path.join(storage, pointer.place))?.size == pointer.size
  }

  /// What git is told so that it knows pointers from files as `git lfs install` would have it; nothing without git-lfs.
  static func filter(_ git: GitProgram) -> [String] {
    guard Path.executable("git-lfs", on: git.variables["PATH"] ?? "") != nil else { return [] }
    return [
      "-c", "filter.lfs.process=git-lfs filter-process", "-c",
      "filter.lfs.clean=git-lfs clean -- %f", "-c", "filter.lfs.smudge=git-lfs smudge -- %f", "-c",
      "filter.lfs.required=true",
    ]
  }

  // MARK: Which there are

  /// git-lfs takes nothing larger for a pointer.
  static let limit = 1024

  /// All pointers in these commits and their history, without what `known` commits have.
  func pointers(
    of commits: [String], except known: [String]
  ) throws(StoreFailure) -> [Pointer] {
    if commits.isEmpty { return [] }
    let words = [
      "rev-list", "--objects", "--ignore-missing", "--missing=allow-any",
      "--filter=blob:limit=\(Self.limit)", "--stdin",
    ]
    let question = (commits + known.map { "^\($0)" }).map { $0 + "\n" }.joined()
    var paths: [String: String] = [:]
    var names: [String] = []
    for line in try ask(words, question).split(separator: UInt8(ascii: "\n")) {
      guard let space = line.firstIndex(of: UInt8(ascii: " ")), space + 1 < line.endIndex else {
        continue
      }
      let name = String(decoding: line[..<space], as: UTF8.self)
      paths[name] = String(decoding: line[(space + 1)...], as: UTF8.self)
      names.append(name)
    }
    let types = try ask(
      ["cat-file", "--buffer", "--batch-check=%(objecttype) %(objectname)"], Self.lines(names))
    let blobs = types.split(separator: UInt8(ascii: "\n")).compactMap { line -> String? in
      line.starts(with: "blob ".utf8) ? String(decoding: line.dropFirst(5), as: UTF8.self) : nil
    }
    return try contents(of: blobs).compactMap { blob, content in
      Self.pointer(content, blob: blob, path: paths[blob] ?? blob)
    }
  }

  /// What small blobs hold.
  private func contents(of blobs: [String]) throws(StoreFailure) -> [(String, ArraySlice<UInt8>)] {
    if blobs.isEmpty { return [] }
    var rest = try ask(["cat-file", "--buffer", "--batch"], Self.lines(blobs))[...]
    var found: [(String, ArraySlice<UInt8>)] = []
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let head = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      rest = rest[(end + 1)...]
      guard head.count == 3, let size = Int(head[2]), size < rest.count else { continue }
      found.append((String(head[0]), rest.prefix(size)))
      rest = rest.dropFirst(size + 1)
    }
    return found
  }

  static func pointer(
    _ content: ArraySlice<UInt8>, blob: String, path: String
  ) -> Pointer? {
    guard content.starts(with: "version https://".utf8) else { return nil }
    var digest: Substring?
    var size: Int?
    for line in String(decoding: content, as: UTF8.self).split(separator: "\n") {
      if line.hasPrefix("oid sha256:") { digest = line.dropFirst("oid sha256:".count) }
      if line.hasPrefix("size ") { size = Int(line.dropFirst("size ".count)) }
    }
    guard let digest, let size, digest.utf8.count == 64,
      digest.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return nil }
    return Pointer(digest: String(digest), size: size, blob: blob, path: path)
  }

  private func ask(_ words: [String], _ input: String) throws(StoreFailure) -> [UInt8] {
    switch try git.run(words, input: Array(input.utf8)) {
    case .output(let bytes): return bytes
    case .failed(_, let reason): throw .unknownCode(root: git.directory, reason: reason)
    }
  }

  private static func lines(_ names: [String]) -> String { names.map { $0 + "\n" }.joined() }

  // MARK: Carrying

  /// How many go with one call: their digests are its arguments.
  private static let portion = 500

  /// Sends files that are here; what git-lfs said when it couldn't, else nil.
  func push(_ pointers: [Pointer], to target: String) throws(StoreFailure) -> String? {
    let digests = Set(pointers.map(\.digest)).sorted()
    for start in stride(from: 0, to: digests.count, by: Self.portion) {
      let some = digests[start..<min(start + Self.portion, digests.count)]
      if let reason = try run(["push", "--object-id", target] + some) { return reason }
    }
    return nil
  }

  /// Gets files; what git-lfs said when it couldn't, else nil.
  ///
  /// It gets those of a commit only: one is made that has nothing but these, and that nothing refers to.
  func fetch(_ pointers: [Pointer], from target: String) throws(StoreFailure) -> String? {
    let entries = Dictionary(pointers.map { ($0.digest, $0.blob) }) { first, _ in first }
    let list = entries.sorted { $0.key < $1.key }.map { "100644 blob \($0.value)\t\($0.key)\0" }
    let tree = try ask(["mktree", "-z"], list.joined()).prefix { $0 != UInt8(ascii: "\n") }
    var variables: [String: String] = [:]
    for who in ["AUTHOR", "COMMITTER"] {
      variables["GIT_\(who)_NAME"] = "dora"
      variables["GIT_\(who)_EMAIL"] = "dora@localhost"
      variables["GIT_\(who)_DATE"] = "@0 +0000"
    }
    let words = ["commit-tree", "-m", "files of Git LFS", String(decoding: tree, as: UTF8.self)]
    guard case .output(let commit) = try git.with(variables).run(words) else {
      return "cannot make a commit"
    }
    let name = commit.prefix { $0 != UInt8(ascii: "\n") }
    return try run(
      ["fetch", "--include=", "--exclude=", target, String(decoding: name, as: UTF8.self)])
  }

  private func run(_ words: [String]) throws(StoreFailure) -> String? {
    guard case .failed(_, let reason) = try git.run(["lfs"] + words) else { return nil }
    if reason.isEmpty { return "git-lfs failed" }
    // It shows addresses as they are.
    return reason.split(separator: " ").map { RemoteFinder.withoutPassword(String($0)) }
      .joined(separator: " ")
  }
}
