import DoraModel
import DoraStore

/// The code as it stands, recorded as a run that was submitted now would record it.
package struct SnapshotVerb {
  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// The pinned commit of the work tree: HEAD itself when nothing differs.
  package func take(_ choice: ProgramChoice) throws -> String {
    // A project without a program yet has code all the same.
    let program = try? project.program(choice)
    // What helps the next snapshot is kept in there.
    _ = try project.writableStore()
    let outputs = program.map { project.outputs(of: $0.program) }
    let taken = try project.snapshot(excluding: outputs.map { [$0] } ?? [], wants: true)
    guard let snapshot = taken else {
      throw StoreFailure.noRepository(project.root)
    }
    if let commit = snapshot.commit { return commit }
    if snapshot.code.dirty == nil { throw StoreFailure.noGit }
    throw CodeFailure.noCode(root: project.root)
  }
}
