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
        commit, at: path,
        of: Checkout.Place(
          root: project.root, environment: project.context.environment,
          trace: project.context.trace)))
    project.tellLeftOut(recorded.run)
    return commit
  }
}

extension Project {
  /// Says what a run had that its snapshot lacks.
  func tellLeftOut(_ run: Run) {
    if run.leftOut.isEmpty { return }
    let shown = run.leftOut.prefix(4).map { "'\($0.string)'" }.joined(separator: ", ")
    let rest = run.leftOut.count - 4
    context.notice(
      "it ran with files that are not recorded: \(shown)" + (rest > 0 ? " and \(rest) more" : ""))
  }
}
