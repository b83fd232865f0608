import DoraModel
import DoraVerbs

/// Looks at one XP of a grid: its folder or its log.
struct GridLook {
  private let project: Project
  private let console: Console

  init(_ project: Project, _ console: Console) {
    self.project = project
    self.console = console
  }

  func show(
    _ modes: GridModeOptions, _ index: Int, of planned: GridVerb.Planned
  ) throws -> Int32 {
    let rows = planned.selected
    let place = index < 0 ? index + rows.count : index
    guard rows.indices.contains(place) else {
      throw GridFailure.noIndex(index, of: rows.count)
    }
    if modes.folder != nil {
      try console.output.line(rows[place].folder)
      return Exit.done.rawValue
    }
    let verb = try TailVerb(project, names: [rows[place].sig.description])
    _ = try verb.follow(isFollowing: modes.tail != nil) { _, line in
      try console.output.data(line + [UInt8(ascii: "\n")])
    } pause: {
      try console.output.flush()
    }
    return Exit.done.rawValue
  }
}
