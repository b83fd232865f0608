import DoraModel
import DoraStore
import DoraSystem

/// The code of a run, as a folder.
package struct CheckoutVerb {
  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// Writes the code of a run to a folder that isn't there yet, relative to the working directory; answers the commit.
  package func checkout(
    _ recorded: RecordedRun, to folder: String, isLenient: Bool
  ) throws -> String {
    let commit = try recorded.commit(isLenient: isLenient)
    let path = Path.normal(Path.join(project.context.directory, folder))
    project.tell(
      try Checkout.make(
        commit, at: path, of: project.codePlace))
    project.tellLeftOut(recorded.run)
    return commit
  }
}

extension Project {
  /// Says what a run had that its snapshot lacks.
  func tellLeftOut(_ run: Run) {
    if run.leftOut.isEmpty { return }
    let shown = PathList.shown(run.leftOut.map(\.string))
    context.notice("it ran with files that are not recorded: \(shown)")
  }
}

extension Checkout {
  /// What isn't as the commit has it, for people, but for pointers of Git LFS.
  var faults: [String] {
    let kinds = [
      ("without the code of submodules", missing),
      ("changed since it was checked out in '\(path)'", changed),
    ]
    return kinds.filter { !$0.1.isEmpty }.map { what, paths in
      "\(what): \(PathList.shown(paths.map(\.string)))"
    }
  }
}
