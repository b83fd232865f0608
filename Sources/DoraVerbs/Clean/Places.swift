import DoraModel
import DoraSystem

/// The output folders of a project's XPs, and which XPs have one of their own there.
struct Places {
  private var trashes: [String: Trash] = [:]
  private var present: [String: Set<String>] = [:]

  /// Lists each output folder once; of one that isn't safe to move things in, nothing is listed.
  init(_ project: Project, _ rows: [StatusVerb.Row], notices: inout [String]) throws {
    for row in rows {
      let outputs = project.outputs(of: row.summary.program)
      if trashes[outputs] != nil { continue }
      guard outputs != "/" else { throw VerbFailure.unsafeFolder(outputs) }
      let trash = Trash(outputs: outputs)
      trashes[outputs] = trash
      if let danger = trash.danger {
        notices.append("'\(outputs)' is left alone: '\(danger)' is not a folder of its own")
        present[outputs] = []
      } else {
        present[outputs] = Set((try? File.names(in: Path.join(outputs, "xps"))) ?? [])
      }
    }
  }

  var all: [Trash] { trashes.keys.sorted().compactMap { trashes[$0] } }

  func trash(of row: StatusVerb.Row) -> Trash { Trash(outputs: Self.outputs(of: row)) }

  /// Whether the XP has a folder, and it's really there: where a link leads isn't ours to clear.
  func holds(_ row: StatusVerb.Row) -> Bool {
    guard present[Self.outputs(of: row)]?.contains(row.sig.description) == true else {
      return false
    }
    return PathStatus(Array(row.folder.utf8))?.kind == .folder
  }

  /// The commits that the `code` links of all XPs and reproductions in an output folder lead to, known or not.
  func codes(below outputs: String) -> Set<String> {
    let xps = (present[outputs] ?? []).map { "xps/\($0)" }
    let again = Trash.names(.reproduced, in: Path.join(outputs, "reproduced")).map {
      "reproduced/\($0)"
    }
    return Set((xps + again).compactMap { Self.code(of: Path.join(outputs, $0)) })
  }

  /// The commit that an XP's `code` link leads to.
  static func code(of folder: String) -> String? {
    File.target(of: Path.join(folder, "code")).map(Path.name)
  }

  /// `<dir>/xps/<sig>` without what stands behind `<dir>`.
  private static func outputs(of row: StatusVerb.Row) -> String {
    Path.parent(Path.parent(row.folder))
  }
}
