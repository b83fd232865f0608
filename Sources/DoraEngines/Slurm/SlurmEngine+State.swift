import DoraModel
import DoraSystem

extension SlurmEngine {
  /// Runs as they are now, and why some may be older than that.
  package struct Sight {
    package var runs: [Run]
    /// What Slurm's refusal was, when the states are those last known.
    package var trouble: SlurmFailure?
  }

  /// A run and what is known of it.
  struct Subject {
    var run: Run
    /// The XP's folder.
    let folder: String
    /// What its own process said.
    let said: StateFile?
  }

  /// A job that Slurm doesn't list so soon after its submission may still be on its way.
  private static let lag = 10.0
  /// A submitter waits for an sbatch as long as for any command of Slurm's, and has some to wait for.
  private static let submitterPatience = 60.0

  /// The runs as they are now: by their own word when that is final, else by one squeue for all of them, and by one sacct for
  /// those that squeue doesn't know any more.
  ///
  /// `cancelled` are ids of runs that were just ended, so that there's no doubt why Slurm has forgotten them.
  package func refresh(
    _ runs: [(run: Run, folder: String)], cancelled: Set<String> = []
  ) -> Sight {
    var sight = Sight(runs: runs.map(\.run))
    var open: [Int: Subject] = [:]
    for (place, (run, folder)) in runs.enumerated() where !run.state.isFinal {
      if let ended = Self.lastWord(of: run, folder: folder) {
        sight.runs[place] = ended
        continue
      }
      var subject = Subject(
        run: run, folder: folder,
        said: StateFile.read(folder: folder, job: run.id, id: run.id))
      // A chain whose job has failed goes on: only Slurm knows whether the next has begun.
      if let said = subject.said, !said.isGuess, !said.state.isFinal {
        subject.run = said.applied(to: run, job: nil)
      }
      sight.runs[place] = subject.run
      open[place] = subject
    }
    if open.isEmpty { return sight }
    if pace.isDue(now()) {
      var isNews = false
      do throws(SlurmFailure) {
        trouble = nil
        try adopt(&open)
        isNews = try look(open, cancelled, &sight)
      } catch {
        trouble = error
      }
      pace.asked(now(), isNews: isNews)
    }
    sight.trouble = trouble
    return sight
  }

  /// The run as its own process said that it ended; nil when it didn't.
  package static func lastWord(of run: Run, folder: String) -> Run? {
    guard let said = StateFile.read(folder: folder, job: run.id, id: run.id), isLast(said, of: run)
    else { return nil }
    return said.applied(to: run, job: said.job)
  }

  /// The runs once each has the number of its job: their submitters may be at it at this moment.
  package func settled(_ runs: [(run: Run, folder: String)]) -> Sight {
    var sight = refresh(runs)
    var waited = 0.0
    var pause = 0.02
    while sight.trouble == nil, waited < Self.submitterPatience,
      sight.runs.contains(where: { SlurmBatch.intent($0.job) != nil && !$0.state.isFinal })
    {
      Pause.seconds(pause)
      waited += pause
      pause = min(0.5, pause * 1.5)
      pace.reset()
      sight = refresh(zip(sight.runs, runs).map { ($0, $1.folder) })
    }
    return sight
  }

  /// Whether what a run's own process said is all that will ever be said.
  private static func isLast(_ said: StateFile, of run: Run) -> Bool {
    guard said.state.isFinal, !said.isGuess else { return false }
    // A chain goes on until one job of it succeeds.
    let chain = run.job.split(separator: ",")
    return chain.count < 2 || said.state == .completed || chain.last.map(String.init) == said.job
  }

  /// Asks Slurm for all that is open; whether any state is another than before.
  private func look(
    _ open: [Int: Subject], _ cancelled: Set<String>, _ sight: inout Sight
  ) throws(SlurmFailure) -> Bool {
    var isNews = false
    var unlisted: [Int: Subject] = [:]
    // What nobody has submitted has no job to ask for.
    let asked = open.filter {
      SlurmBatch.intent($0.value.run.job) == nil && !$0.value.run.state.isFinal
    }
    for (place, subject) in open { sight.runs[place] = subject.run }
    let listed = try squeue(asked.values.flatMap { Self.ids($0.run) })
    for (place, subject) in asked {
      if let run = listed.run(subject) {
        isNews = isNews || run.state != sight.runs[place].state
        sight.runs[place] = run
      } else {
        unlisted[place] = subject
      }
    }
    if unlisted.isEmpty { return isNews }
    let since = unlisted.values.map(\.run.submitted).min() ?? 0
    let remembered = try sacct(unlisted.values.flatMap { Self.ids($0.run) }, since: since)
    for (place, subject) in unlisted {
      let run = remembered.run(subject)
      // A controller that was killed may have lost a job that accounting still believes in.
      guard let run = run?.state.isFinal == true ? run : forgotten(subject, cancelled) else {
        continue
      }
      isNews = true
      sight.runs[place] = run
    }
    return isNews
  }

  /// What must have become of a run that Slurm no longer knows; nil: it's too early to say.
  private func forgotten(_ subject: Subject, _ cancelled: Set<String>) -> Run? {
    if let said = subject.said, said.state.isFinal {
      return said.applied(to: subject.run, job: said.job)
    }
    var run = subject.run
    let isOurs = cancelled.contains(run.id)
    guard isOurs || (now() - run.submitted).magnitude > Self.lag else { return nil }
    let hasBegun = subject.said != nil
    run.state = hasBegun && !isOurs ? .nodeFail : .cancelled
    run.ended = now()
    if !isOurs {
      run.reason =
        hasBegun ? "Slurm no longer knows its job" : "its job left the queue before it began"
    }
    return run
  }

  /// The ids that a run's job consists of: one, or several of a chain.
  static func ids(_ run: Run) -> [SlurmJobID] {
    run.job.split(separator: ",").compactMap { SlurmJobID($0) }
  }

  private func squeue(_ ids: [SlurmJobID]) throws(SlurmFailure) -> SlurmListing {
    if ids.isEmpty { return SlurmListing([]) }
    let numbers = Set(ids.map(\.job)).sorted().map(String.init)
    // With a single id that is gone, squeue 22.05 fails; with two it just doesn't list it, and 1 is gone for long.
    let list = (numbers.contains("1") ? numbers + ["2"] : ["1"] + numbers).joined(separator: ",")
    let answer = try commands.run(
      "squeue",
      ["-h", "-r", "-t", "all", "-O", SlurmEntry.squeueFormat, "--jobs=\(list)"])
    return try SlurmListing(squeue: answer)
  }

  /// What accounting remembers; nothing where there is none.
  func sacct(
    _ ids: [SlurmJobID], since: Double, names: [String] = []
  ) throws(SlurmFailure) -> SlurmListing {
    let which =
      names.isEmpty
      ? "--jobs=" + Set(ids.map(\.job)).sorted().map(String.init).joined(separator: ",")
      : "--name=" + names.joined(separator: ",")
    let days = max(1, Int((now() - since) / 86_400) + 2)
    do throws(SlurmFailure) {
      let answer = try commands.run(
        "sacct",
        ["-n", "-X", "-P", "-S", "now-\(days)days", "--format", SlurmEntry.sacctFormat, which])
      return try SlurmListing(sacct: answer)
    } catch {
      if case .refused(_, _, let said) = error, said.contains("accounting storage is disabled") {
        return SlurmListing([])
      }
      // A site may not even have the command.
      if case .missing = error { return SlurmListing([]) }
      throw error
    }
  }
}

extension StateFile {
  /// The run with what is said here, under the number that Slurm gave its job; nil: it keeps its own.
  func applied(to run: Run, job: String?) -> Run {
    var run = applied(to: run)
    // The programs of a chain run one after the other: it keeps all of its numbers.
    if let job, SlurmBatch.intent(run.job) != nil { run.job = job }
    return run
  }
}
