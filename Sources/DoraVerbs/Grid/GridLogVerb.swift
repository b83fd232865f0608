import DoraModel
import DoraStore

/// The versions of a grid in the store, as changes from one to the next.
package struct GridLogVerb {
  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// One commit that changed a grid.
  package struct Change {
    package let commit: String
    /// Seconds since 1970.
    package let seconds: Int
    package let message: String
    package let added: [GridRecord.Entry]
    package let removed: [GridRecord.Entry]
    /// XPs that stayed, and whose jobs need something else.
    package let changed: [GridRecord.Entry]

    /// A line an XP, with a sign in front: `+` came, `-` went, `~` needs something else.
    package var lines: [String] {
      [("+", added), ("-", removed), ("~", changed)].flatMap { sign, entries in
        entries.map { entry in
          let what = sign == "~" ? " \(PythonJSON.string(entry.resources))" : ""
          return "\(sign) \(entry.sig) \(entry.name.isEmpty ? "default" : entry.name)\(what)"
        }
      }
    }

    package var json: JSON {
      func list(_ entries: [GridRecord.Entry]) -> JSON {
        .array(
          entries.map { entry in
            [
              "sig": JSON(entry.sig.description), "name": JSON(entry.name),
              "resources": entry.resources,
            ]
          })
      }
      return [
        "version": 1, "commit": JSON(commit), "seconds": JSON(seconds), "message": JSON(message),
        "added": list(added), "removed": list(removed), "changed": list(changed),
      ]
    }
  }

  /// The changes of a grid, newest first; `count` of them at most.
  package func changes(of name: String, count: Int) throws -> [Change] {
    let store = try project.store()
    let grid = try GridName(name)
    let versions = try store.history(of: grid, count: count)
    if versions.isEmpty {
      throw GridFailure.neverMade(name, known: try store.view().gridNames().map(\.description))
    }
    return versions.enumerated().prefix(count).compactMap { place, version in
      let before = place + 1 < versions.count ? versions[place + 1].grid : nil
      let (added, removed, changed) = version.grid.changes(since: before)
      // What has left since is no change of the grid file.
      if added.isEmpty, removed.isEmpty, changed.isEmpty, before != nil { return nil }
      return Change(
        commit: version.commit, seconds: version.seconds, message: version.message,
        added: added, removed: removed, changed: changed)
    }
  }
}
