import DoraModel
import DoraSystem
import Glibc

/// How a work tree differs from HEAD: what one `git status` says.
struct CodeStatus {
  /// One path that differs.
  struct Change {
    /// Below the top of the work tree; git's paths are bytes.
    let path: [UInt8]
    /// What the work tree made of the index's version, in git's letters: `.` nothing, M, T, D, A; `?` untracked, `u` a
    /// conflict.
    let work: UInt8
    /// What the index made of HEAD's version, in the same letters.
    var staged = UInt8(ascii: ".")
    /// The index's version: its mode, and its object in hex.
    var mode: UInt32 = 0
    var object: [UInt8] = []
    /// The four letters that tell of a submodule: `N...`, or S and whether its commit, its files, or others changed.
    let submodule: [UInt8]

    /// Whether it's a submodule whose own files differ from its own commit.
    var isDirtySubmodule: Bool {
      submodule.count == 4 && submodule[0] == UInt8(ascii: "S")
        && (submodule[2] == UInt8(ascii: "M") || submodule[3] == UInt8(ascii: "U"))
    }
    /// Whether it's a submodule that still has the commit that is recorded.
    var isOnlyDirty: Bool {
      submodule.count == 4 && submodule[0] == UInt8(ascii: "S")
        && submodule[1] == UInt8(ascii: ".") && work != UInt8(ascii: "D")
    }
    /// Whether it's a folder with a repository of its own that git tracks nothing of.
    var isNested: Bool { work == UInt8(ascii: "?") && path.last == UInt8(ascii: "/") }
  }

  /// HEAD's commit; nil before the first.
  private(set) var head: String?
  private(set) var changes: [Change] = []
  /// Folders, and tracked files in them, that git couldn't look into, and so took for unchanged.
  private(set) var unreadable: [[UInt8]] = []
  /// git's own words, for who must know whether anything moved since.
  let bytes: [UInt8]

  /// The words of the question; without any `excluding`, paths as git calls them, it may answer from what it remembers.
  ///
  /// `untracked` is how untracked files are listed, where no setting says it.
  static func question(excluding: [String]?, untracked: String?) -> [String] {
    // Ahead and behind would be counted through the whole history.
    var words = [
      "-c", "status.renames=false", "status", "--porcelain=v2", "--branch", "--no-ahead-behind",
      "-z",
    ]
    if let untracked { words.append("--untracked-files=\(untracked)") }
    guard let excluding else { return words }
    words += ["--", ":/"]
    for name in excluding { words.append(":(top,exclude,literal)\(name)") }
    return words
  }

  /// Takes out what is at or below `paths`, as git calls them; says whether there was anything.
  mutating func leave(out paths: [String]) -> Bool {
    let count = changes.count
    for path in paths.map({ Array($0.utf8) }) {
      func isBelow(_ name: [UInt8]) -> Bool {
        name.starts(with: path)
          && (name.count == path.count || name[path.count] == UInt8(ascii: "/"))
      }
      unreadable.removeAll(where: isBelow)
      changes.removeAll { isBelow($0.path) }
    }
    return changes.count < count
  }

  /// Notes what git said beside its answer: for a closed folder it only warns.
  mutating func hear(_ words: [UInt8]) {
    let folder = Array("warning: could not open directory '".utf8)
    let denied = Array(": Permission denied".utf8)
    for line in words.split(separator: UInt8(ascii: "\n"))
    where line.suffix(denied.count) == denied[...] {
      var name = line.dropLast(denied.count)
      if name.starts(with: folder) {
        name = name.dropFirst(folder.count).dropLast()
        if name.last == UInt8(ascii: "/") { name = name.dropLast() }
      } else if name.starts(with: "warning: ".utf8) || name.starts(with: "error: ".utf8) {
        continue
      }
      if !unreadable.contains(Array(name)) { unreadable.append(Array(name)) }
    }
  }

  /// Reads what `git status --porcelain=v2 --branch -z` answered: headers, then a record for each path that differs.
  init(porcelain status: [UInt8]) {
    bytes = status
    for record in status.split(separator: 0) {
      switch record.first {
      case UInt8(ascii: "#"):
        let words = record.split(separator: UInt8(ascii: " "))
        if words.count == 3, words[1].elementsEqual("branch.oid".utf8),
          !words[2].elementsEqual("(initial)".utf8)
        {
          head = String(decoding: words[2], as: UTF8.self)
        }
      case UInt8(ascii: "?"):
        changes.append(
          Change(path: Array(record.dropFirst(2)), work: UInt8(ascii: "?"), submodule: []))
      case UInt8(ascii: "1"), UInt8(ascii: "u"):
        // 1 XY sub mH mI mW hH hI path; u XY sub m1 m2 m3 mW h1 h2 h3 path.
        let isConflict = record.first == UInt8(ascii: "u")
        let fields = record.split(
          separator: UInt8(ascii: " "), maxSplits: isConflict ? 10 : 8,
          omittingEmptySubsequences: false)
        guard let path = fields.last, fields.count == (isConflict ? 11 : 9), fields[1].count == 2
        else { continue }
        var change = Change(
          path: Array(path),
          work: isConflict ? UInt8(ascii: "u") : fields[1][fields[1].startIndex + 1],
          submodule: Array(fields[2]))
        if !isConflict {
          change.staged = fields[1][fields[1].startIndex]
          change.mode = UInt32(String(decoding: fields[4], as: UTF8.self), radix: 8) ?? 0
          change.object = Array(fields[7])
        }
        changes.append(change)
      default: continue
      }
    }
  }
}
