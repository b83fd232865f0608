import DoraModel
import DoraPrograms
import DoraStore

/// One run of an XP as the store has it, with the number that people know it by: 1 is the oldest.
package struct RecordedRun {
  package let xp: XP
  package let number: Int
  package let run: Run

  /// The run of this number; without one the newest that ran in the XP's own folder.
  package init(_ number: Int?, of xp: XP, in project: Project) throws {
    let runs = try project.existingStore()?.view().runs(xp.digest) ?? Runs()
    let place =
      number.map { $0 - 1 } ?? runs.all.lastIndex { $0.reproduces == nil } ?? -1
    guard runs.all.indices.contains(place) else {
      throw CodeFailure.noRun(
        sig: xp.sig.description, run: number ?? 1, count: runs.all.count)
    }
    self.xp = xp
    self.number = place + 1
    run = runs.all[place]
  }

  /// The commit that it ran; one that lacks uncommitted changes only if that's all the same.
  package func commit(isLenient: Bool) throws(CodeFailure) -> String {
    if let snapshot = run.snapshot, Self.isCommit(snapshot) { return snapshot }
    guard let commit = run.commit, Self.isCommit(commit) else {
      throw .unknown(sig: xp.sig.description, run: number)
    }
    guard run.dirty == false || isLenient else {
      throw .incomplete(sig: xp.sig.description, run: number)
    }
    return commit
  }

  /// Whether this names a commit and nothing else: a record may come from anybody, and this becomes a path.
  private static func isCommit(_ name: String) -> Bool {
    [40, 64].contains(name.utf8.count)
      && name.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  /// The arguments that it ran with: those that aren't signed may be others by now.
  package var argv: [Text] {
    switch xp.program.backend {
    case .command:
      return run.command.isEmpty ? xp.argv : Array(run.command.dropFirst(xp.program.command.count))
    case .argparse, .hydra:
      guard let dashes = run.command.firstIndex(of: "--") else { return xp.argv }
      return Array(run.command[(dashes + 1)...])
    }
  }
}
