import DoraModel
import DoraStore

/// The runs of XPs, newest first.
package struct RunLogVerb {
  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// One run, and the XP that it's of.
  package struct Entry {
    package let whole: WholeXP
    package let run: WholeXP.Numbered

    package var json: JSON {
      .object(
        [
          JSON.Member("version", 1), JSON.Member("sig", JSON(whole.xp.sig.description)),
          JSON.Member("name", JSON(whole.name)),
        ] + (run.json.members ?? []))
    }
  }

  /// The runs of the XPs named, all in one order of time; of all XPs when none is named.
  package func entries(of names: [String]?, count: Int) throws -> [Entry] {
    let store = try project.store()
    var seen: Set<Digest> = []
    // States first: what has ended since is recorded before it's read.
    var rows = try StatusVerb(project).status(of: names).filter {
      seen.insert($0.digest).inserted && (names != nil || $0.run != nil)
    }
    if names == nil, rows.count > count {
      // No older run of another XP is among the newest so many.
      rows.sort { ($0.run?.submitted ?? 0) > ($1.run?.submitted ?? 0) }
      rows = Array(rows.prefix(count))
    }
    let view = try store.view()
    var entries: [Entry] = []
    for row in rows {
      guard let xp = try view.xp(row.digest) else { continue }
      let whole = try WholeXP.of(xp, in: project)
      entries += whole.numbered.map { Entry(whole: whole, run: $0) }
    }
    // Of the same moment, the higher number came later.
    entries.sort {
      ($0.run.run.submitted, $0.run.number) > ($1.run.run.submitted, $1.run.number)
    }
    return Array(entries.prefix(count))
  }
}
