import DoraModel

/// The jobs of one answer of squeue or sacct, to be found by their ids.
struct SlurmListing {
  private var whole: [Int: [SlurmEntry]] = [:]

  init(_ entries: [SlurmEntry]) {
    for entry in entries { whole[entry.id.job, default: []].append(entry) }
  }

  init(squeue answer: String) throws(SlurmFailure) {
    do throws(SlurmEntry.Malformed) { self.init(try SlurmEntry.squeue(answer)) } catch {
      throw .malformed(command: "squeue", line: error.line)
    }
  }

  init(sacct answer: String) throws(SlurmFailure) {
    do throws(SlurmEntry.Malformed) { self.init(try SlurmEntry.sacct(answer)) } catch {
      throw .malformed(command: "sacct", line: error.line)
    }
  }

  /// All of them.
  var entries: [SlurmEntry] { whole.values.flatMap { $0 } }

  /// What is listed of a run's job; nil when nothing is.
  ///
  /// After a controller was killed it may give a number twice: the job's name tells whose it is, or where its user has
  /// changed that, its script.
  func run(_ subject: SlurmEngine.Subject) -> Run? {
    let ending = SlurmTask.ending(of: subject.run.id)
    let chain = SlurmEngine.ids(subject.run).compactMap { id in
      whole[id.job]?.last {
        id.isIn($0.id)
          && ($0.name.hasSuffix(ending) || $0.script.hasSuffix(SlurmBatch.scriptFile(ending)))
      }
    }
    // A chain is as its first job that succeeded or hasn't ended is.
    guard
      let entry = chain.first(where: { $0.state.state == .completed || !$0.state.state.isFinal })
        ?? chain.last
    else { return nil }
    return entry.applied(to: subject)
  }
}

extension SlurmEntry {
  /// The run as Slurm sees it, with what its own process said besides.
  fileprivate func applied(to subject: SlurmEngine.Subject) -> Run {
    var run = subject.run
    run.state = state.state
    run.reason = state.reason ?? (state.state.isFinal ? nil : reason)
    run.started = subject.said?.started ?? (state.state == .pending ? nil : started)
    // Where both say the same, its own process knows more of why.
    if let said = subject.said, said.state == state.state, let reason = said.reason {
      run.reason = isHeld ? "\(reason); held" : reason
    }
    guard state.state.isFinal else {
      run.ended = nil
      run.exit = nil
      run.signal = nil
      return run
    }
    let said = subject.said.flatMap { $0.state.isFinal ? $0 : nil }
    run.ended = said?.ended ?? ended
    run.exit = said?.exit ?? exit
    run.signal = said?.signal ?? signal
    if let reason = said?.reason, !(said?.isGuess ?? true) { run.reason = reason }
    return run
  }
}
