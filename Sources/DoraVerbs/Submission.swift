import DoraModel
import DoraStore

/// What became of XPs that were to be started.
struct Started {
  /// The XPs' last runs; one that isn't ours was started by another command meanwhile.
  var runs: [Digest: (run: Run?, isOurs: Bool)] = [:]
  /// XPs that the engine refused to take.
  var refused: Set<Digest> = []
  var failure: (any Failure)?
}

/// Puts new runs into the store before their jobs are let go.
struct Submission {
  let project: Project
  let rules: SubmitRules

  /// One run that is to be recorded, in the place of the last run of `row`.
  struct New {
    let row: StatusVerb.Row
    let run: Run
    let notes: LaunchPad.Notes
  }

  /// Adds the runs, but for XPs that another command gave a run meanwhile; their numbers may `follow`.
  func record(
    _ new: [New], follows: Bool = false
  ) throws -> [Digest: (run: Run?, isOurs: Bool)] {
    let what = new.count == 1 ? "\(new[0].row.sig)" : "\(new.count) XPs"
    return try project.writableStore().commit(
      "submit: \(what)", author: project.author, follows: follows
    ) { transaction in
      var results: [Digest: (run: Run?, isOurs: Bool)] = [:]
      for entry in new {
        let digest = entry.row.digest
        let runs = try transaction.runs(digest)
        if let last = runs.last, last.id != entry.row.run?.id, rules.decide(last.state) != .submit {
          results[digest] = (last, false)
          continue
        }
        try transaction.put(entry.run, entry.notes, of: digest, after: runs)
        results[digest] = (entry.run, true)
      }
      return results
    }
  }
}
