import DoraModel
import DoraSystem

/// How the code of two runs differs: what `git diff` says of their commits.
package struct CodeDifference: Sendable {
  /// How it's shown.
  package enum Style: Sendable {
    case patch
    case stat
    case nameOnly
  }

  /// One file that differs.
  package struct File: Hashable, Sendable {
    package let path: Text
    /// Lines that came and went; nil for what isn't text.
    package let added: Int?
    package let removed: Int?
  }

  package let files: [File]
  /// git's own words, as they are.
  package let text: [UInt8]

  /// Compares two commits; `paths` are relative to `directory`, and none means all.
  ///
  /// Throws `codeMissing` where one of the commits isn't in the repository around `root`.
  package static func between(
    _ old: String, _ new: String, at root: String, directory: String, paths: [String],
    style: Style, isColored: Bool, environment: [String: String],
    trace: @escaping ([String]) -> Void = { _ in }
  ) throws(StoreFailure) -> CodeDifference {
    if old == new { return CodeDifference(files: [], text: []) }
    // Where commands are typed, paths are meant; outside the project there's no repository to ask.
    let isInside = try WorkTree.discover(directory, environment) != nil
    let place = isInside && !paths.isEmpty ? directory : root
    guard
      let git = GitProgram.find(directory: place, environment: environment, trace: trace)
    else { throw .unknownCode(root: root, reason: "there is no git program on PATH") }
    for commit in [old, new] {
      if case .failed = try git.run(["cat-file", "-e", "\(commit)^{commit}"]) {
        throw .codeMissing(commit: commit, root: root)
      }
    }
    func diff(_ words: [String]) throws(StoreFailure) -> [UInt8] {
      let command = ["diff", "--no-ext-diff", "--no-renames"] + words + [old, new, "--"] + paths
      switch try git.run(command) {
      case .output(let bytes): return bytes
      case .failed(_, let reason): throw .unknownCode(root: root, reason: reason)
      }
    }
    let files = Self.files(try diff(["--numstat", "-z"]))
    if files.isEmpty { return CodeDifference(files: [], text: []) }
    let words =
      switch style {
      case .patch: ["--patch"]
      case .stat: ["--stat"]
      case .nameOnly: ["--name-only"]
      }
    return CodeDifference(
      files: files, text: try diff(words + ["--color=\(isColored ? "always" : "never")"]))
  }

  /// Reads what `git diff --numstat -z` says: `added TAB removed TAB path NUL`.
  private static func files(_ bytes: [UInt8]) -> [File] {
    bytes.split(separator: 0).compactMap { record in
      let fields = record.split(
        separator: UInt8(ascii: "\t"), maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return nil }
      return File(
        path: Text(bytes: fields[2]), added: Int(String(decoding: fields[0], as: UTF8.self)),
        removed: Int(String(decoding: fields[1], as: UTF8.self)))
    }
  }
}
