import DoraModel
import DoraSystem

extension SlurmEngine {
  /// What became of one batch.
  package struct Submission {
    /// The job of each task, by its index; those that have none weren't submitted.
    package var jobs: [Int: String] = [:]
    /// Why some have none.
    package var failure: SlurmFailure?
    /// Whether a job may have come of it all the same: then its runs stay, and are found by their name.
    package var isOpen = false

    package init() {}
  }

  /// Submits those tasks of a batch that was held for which `isOurs` holds, by their index.
  ///
  /// It stays locked until `letGo`: nobody may conclude anything before what came of it is recorded.
  package func submit(_ batch: SlurmBatch, isOurs: (Int) -> Bool = { _ in true }) -> Submission {
    defer { pace.reset() }
    let indices = batch.tasks.indices.filter(isOurs)
    if indices.isEmpty { return Submission() }
    return batch.resources.dependents > 0 ? chain(batch) : pieces(of: batch, indices)
  }

  /// Submits all of these tasks, or as many as the user's limit of jobs has room for.
  private func pieces(of batch: SlurmBatch, _ indices: [Int]) -> Submission {
    var submission = Submission()
    var pieces = [indices[...]]
    while let piece = pieces.first {
      pieces.removeFirst()
      do throws(SlurmFailure) {
        var words: [String] = []
        if piece.count < batch.tasks.count {
          let list = SlurmJobID.ranges(of: piece)
          words.append("--array=\(list)%\(batch.resources.arrayParallelism)")
        }
        let job = try sbatch(batch, words)
        for index in piece {
          submission.jobs[index] = batch.isArray ? "\(job)_\(index)" : "\(job)"
        }
      } catch {
        guard case .refused(_, _, let said) = error, Self.isLimit(said) else {
          submission.failure = error
          submission.isOpen = error.isOpen
          return submission
        }
        if piece.count == 1 {
          let left = indices.count - submission.jobs.count
          submission.failure = .limit(left: left, said: said)
          return submission
        }
        // From now on one job that's found doesn't stand for all tasks.
        try? File.replace(SlurmBatch.partsFile(folder(batch.name)), with: [], sync: true)
        let middle = piece.startIndex + piece.count / 2
        pieces.insert(contentsOf: [piece[..<middle], piece[middle...]], at: 0)
      }
    }
    return submission
  }

  /// Whether there will be room when other jobs have ended.
  ///
  /// Slurm's sentence is the same for a job that is too large or too long; the name of the limit comes before it.
  private static func isLimit(_ said: String) -> Bool {
    let limits = said.split { !$0.isLetter }.filter { $0.hasSuffix("Limit") }
    return limits.isEmpty
      ? said.contains("job submit limit") : limits.contains { $0.contains("Submit") }
  }

  /// Submits a job and those that follow it when it fails.
  private func chain(_ batch: SlurmBatch) -> Submission {
    var submission = Submission()
    var jobs: [Int] = []
    do throws(SlurmFailure) {
      for _ in 0...batch.resources.dependents {
        // Without the second word a chain whose first job succeeds would wait for ever.
        let words = jobs.last.map {
          ["--dependency=afternotok:\($0)", "--kill-on-invalid-dep=yes"]
        }
        jobs.append(try sbatch(batch, words ?? []))
      }
    } catch {
      submission.failure = error
      submission.isOpen = error.isOpen
    }
    if !jobs.isEmpty { submission.jobs[0] = jobs.map(String.init).joined(separator: ",") }
    return submission
  }

  private func sbatch(_ batch: SlurmBatch, _ words: [String]) throws(SlurmFailure) -> Int {
    let given = batch.resources.options.map { option in
      "SBATCH_" + String(option.name.map { $0 == "-" ? "_" : $0 }).uppercased()
    }
    let folder = folder(batch.name)
    do throws(SlurmFailure) {
      let answer = try commands.ask(
        "sbatch", ["--parsable"] + words + [SlurmBatch.scriptFile(folder)],
        keeping: (held[batch.name]?.file).map { [$0] } ?? [], without: given)
      guard let id = SlurmJobID(sbatch: answer.output) else {
        throw .malformed(
          command: "sbatch", line: String(answer.output.prefix { $0 != "\n" }))
      }
      warn(answer.error)
      return id.job
    } catch {
      // Whoever looks for the job looks for a while before submitting another.
      if error.isOpen { try? File.replace(SlurmBatch.doubtFile(folder), with: []) }
      throw error
    }
  }
}
