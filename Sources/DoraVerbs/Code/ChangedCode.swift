import DoraModel
import DoraStore
import DoraSystem

/// Which last runs used other code than today's, in the files that their programs load.
///
/// Each run has noted those files. What they are today is known from the programs' descriptions, or read: neither Python
/// nor git is asked.
final class ChangedCode {
  private let project: Project
  /// By the note of a run's files and its program; nil when the note isn't there.
  private var known: [Key: [String]?] = [:]
  private var today: [Program: [String: String]] = [:]
  private var view: View?

  private struct Key: Hashable {
    let note: Digest
    let program: Program
  }

  init(_ project: Project) { self.project = project }

  /// Whether the last run of an XP used other code; nil when that isn't known, or it has none.
  func isChanged(_ summary: Summary) throws -> Bool? {
    guard let run = summary.run else { return nil }
    return try files(of: run, summary.program).map { !$0.isEmpty }
  }

  /// The files that a run had otherwise than they are today; nil when it isn't known what it had.
  func files(of run: Run, _ program: Program) throws -> [String]? {
    guard let note = run.sourcesID else { return nil }
    let key = Key(note: note, program: program)
    if let known = known[key] { return known }
    let found = try compare(key)
    known[key] = .some(found)
    return found
  }

  private func compare(_ key: Key) throws -> [String]? {
    if view == nil { view = try project.existingStore()?.view() }
    guard let note = try view?.note(.sources, key.note) else { return nil }
    if today[key.program] == nil {
      today[key.program] = project.loadedFiles(of: key.program)?.digests ?? [:]
    }
    let then = LoadedFiles(json: note.json).digests
    return then.keys.filter { then[$0] != digest($0, of: key.program, like: then[$0]) }.sorted()
  }

  /// The digest that a file has today.
  private func digest(_ name: String, of program: Program, like then: String?) -> String? {
    if let known = today[program]?[name] { return known }
    let path = Path.join(project.root, name)
    guard let status = File.status(path) else { return nil }
    // One too large to be read goes by its size.
    let found =
      then?.hasPrefix("size ") == true
      ? "size \(status.size)" : (try? File.contents(path)).map { SHA1.digest($0).hex }
    today[program]?[name] = found
    return found
  }
}
