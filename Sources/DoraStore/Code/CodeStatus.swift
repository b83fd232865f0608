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
  /// git's own words, for who must know whether anything moved since.
  let bytes: [UInt8]

  /// The words of the question; `excluding` are paths as git calls them.
  static func question(excluding: [String], everyFile: Bool) -> [String] {
    // Ahead and behind would be counted through the whole history.
    var words = [
      "-c", "status.renames=false", "status", "--porcelain=v2", "--branch", "--no-ahead-behind",
      "-z", "--untracked-files=\(everyFile ? "all" : "normal")", "--", ":/",
    ]
    for name in excluding { words.append(":(top,exclude,literal)\(name)") }
    return words
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
        changes.append(
          Change(
            path: Array(path),
            work: isConflict ? UInt8(ascii: "u") : fields[1][fields[1].startIndex + 1],
            submodule: Array(fields[2])))
      default: continue
      }
    }
  }
}
