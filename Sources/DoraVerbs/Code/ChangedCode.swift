import DoraModel
import DoraStore

/// Which last runs used other code than today's, in the files that their programs load.
///
/// Each run has noted those files. Today's are known from the programs' descriptions, and read again where those aren't true
/// any more: neither Python nor git is asked. A file that a program imports only while it runs isn't seen.
final class ChangedCode {
  private let project: Project
  private var known: [Program: LoadedFiles?] = [:]
  private var digests: [Program: Digest] = [:]

  init(_ project: Project) { self.project = project }

  /// Whether the last run of an XP used other code; nil when that isn't known, or it has none.
  func isChanged(_ summary: Summary) -> Bool? {
    guard let then = summary.run?.sourcesID, let now = today(summary.program)?.digest else {
      return nil
    }
    return then != now
  }

  /// The files that a run had otherwise than today's program.
  func files(of run: Run, _ program: Program) throws -> [String] {
    guard let id = run.sourcesID, let (files, digest) = today(program), digest != id,
      let note = try project.existingStore()?.view().note(.sources, id)
    else { return [] }
    return files.changed(from: LoadedFiles(json: note.json))
  }

  private func today(_ program: Program) -> (files: LoadedFiles, digest: Digest)? {
    if known[program] == nil {
      let files = project.loadedFiles(of: program)
      known[program] = .some(files)
      digests[program] = files?.note.digest
    }
    guard let files = known[program] ?? nil, let digest = digests[program] else { return nil }
    return (files, digest)
  }
}
