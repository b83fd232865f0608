import DoraModel
import DoraPrograms
import DoraSystem
import Glibc

/// `<dir>/grids/<name>/<sig>`: links to the folders of a grid's XPs, as the Python tool makes them.
struct GridLinks {
  private let project: Project
  private let program: any TrainingProgram

  init(_ project: Project, program: any TrainingProgram) {
    self.project = project
    self.program = program
  }

  /// Links the XPs that have a folder or, being submitted, will have; unlinks those that have left the grid.
  func update(_ plan: GridPlan) throws {
    let outputs = project.outputs(of: program.program)
    guard outputs != "/" else { throw VerbFailure.unsafeFolder(outputs) }
    let folder = Path.join(outputs, "grids/\(plan.record.name)")
    var present = Set((try? File.names(in: folder)) ?? [])
    let submitted = Set(plan.submitted.map(\.entry.sig))
    var isMade = !present.isEmpty
    for entry in plan.record.entries where present.remove(entry.sig.description) == nil {
      let target = Path.join(outputs, "xps/\(entry.sig)")
      guard submitted.contains(entry.sig) || File.status(target) != nil else { continue }
      if !isMade { try File.makeFolders(folder) }
      isMade = true
      let link = Path.join(folder, entry.sig.description)
      // Relative, so that the output folder can be moved.
      guard symlink("../../xps/\(entry.sig)", link) == 0 || errno == EEXIST else {
        throw SystemFailure("link", link)
      }
    }
    let kept = Set(plan.left.filter { $0.action == .keep }.map(\.entry.sig.description))
    for name in present where Sig(name) != nil && !kept.contains(name) {
      let path = Path.join(folder, name)
      // Only ever a link: whatever else is there is somebody's.
      if isLink(path) { unlink(path) }
    }
  }

  private func isLink(_ path: String) -> Bool {
    var found = stat()
    return lstat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFLNK
  }
}
