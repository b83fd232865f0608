import DoraModel
import DoraSystem

extension SlurmEngine {
  /// Finds the jobs of runs whose submitter died between recording and submitting, or before it could record a number.
  ///
  /// A batch of which there is no trace is submitted now.
  func adopt(_ open: inout [Int: Subject]) throws(SlurmFailure) {
    var batches: [String: [Int]] = [:]
    for (place, subject) in open {
      // A job that has begun has said its number.
      if SlurmBatch.intent(subject.run.job) != nil, let said = subject.said {
        open[place]?.run.job = said.job
      } else if let intent = SlurmBatch.intent(subject.run.job) {
        batches[intent.name, default: []].append(place)
      }
    }
    if batches.isEmpty { return }
    var locks: [String: FileLock] = [:]
    for name in batches.keys {
      do throws(SystemFailure) {
        // Somebody is at it, or its sbatch still is.
        guard let lock = try FileLock.take(SlurmBatch.lockFile(folder(name)), creating: false)
        else {
          if File.status(SlurmBatch.lockFile(folder(name))) != nil { batches[name] = nil }
          continue
        }
        locks[name] = lock
      } catch {
        batches[name] = nil
      }
    }
    if batches.isEmpty { return }
    let since = batches.values.joined().compactMap { open[$0]?.run.submitted }.min() ?? 0
    let found = try named(Array(batches.keys), since: since)
    for (name, places) in batches {
      let entries = found.entries.filter { $0.name == name }
      let left = entries.isEmpty ? places : unsubmitted(name, places, entries, open)
      let rest = Set(left)
      join(entries, name, places.filter { !rest.contains($0) }, &open)
      // A controller that was too busy to answer sbatch may come to its job yet.
      if !left.isEmpty, !isInDoubt(name) { try submitAgain(name, left, &open, locks[name]) }
    }
  }

  /// Those of the places whose tasks are in none of the jobs found, where they were submitted in parts.
  private func unsubmitted(
    _ name: String, _ places: [Int], _ entries: [SlurmEntry], _ open: [Int: Subject]
  ) -> [Int] {
    guard wentInParts(name) else { return [] }
    return places.filter { place in
      let index = open[place].flatMap { SlurmBatch.intent($0.run.job)?.index }
      return !entries.contains { entry in
        index.map { index in entry.id.tasks?.contains { $0.contains(index) } ?? false } ?? true
      }
    }
  }

  /// How long a controller may take to do what it was asked for and hasn't confirmed.
  private static let delay = 30.0

  private func isInDoubt(_ name: String) -> Bool {
    guard let asked = File.status(SlurmBatch.doubtFile(folder(name)))?.modified else {
      return false
    }
    return (now() - Double(asked) / 1e9).magnitude < Self.delay
  }

  private func wentInParts(_ name: String) -> Bool {
    File.status(SlurmBatch.partsFile(folder(name))) != nil
  }

  /// The jobs of these names, by whoever knows them.
  private func named(_ names: [String], since: Double) throws(SlurmFailure) -> SlurmListing {
    let answer = try commands.run(
      "squeue",
      [
        "-h", "-r", "-t", "all", "-O", SlurmEntry.squeueFormat,
        "--name=" + names.sorted().joined(separator: ","),
      ])
    let listed = try SlurmListing(squeue: answer)
    let known = Set(listed.entries.map(\.name))
    // Of one that went in parts, some may be remembered only.
    let rest = names.filter { !known.contains($0) || wentInParts($0) }
    if rest.isEmpty { return listed }
    let remembered = try sacct([], since: since, names: rest)
    return SlurmListing(listed.entries + remembered.entries)
  }

  /// Gives runs the numbers of jobs that were found by their name.
  private func join(
    _ entries: [SlurmEntry], _ name: String, _ places: [Int], _ open: inout [Int: Subject]
  ) {
    let batch = try? SlurmBatch.read(folder: folder(name))
    for place in places {
      guard let intent = open[place].flatMap({ SlurmBatch.intent($0.run.job) }) else { continue }
      guard let index = intent.index else {
        let isChain = (batch?.resources.dependents ?? 0) > 0
        let numbers = Set(entries.map(\.id.job)).sorted()
        open[place]?.run.job = (isChain ? numbers : Array(numbers.prefix(1)))
          .map(String.init).joined(separator: ",")
        continue
      }
      let own = entries.first { entry in
        entry.id.tasks?.contains { $0.contains(index) } ?? false
      }
      // A task that was cancelled while it waited may be listed nowhere; its array's number is its own all the same.
      if let job = (own ?? entries.first)?.id.job { open[place]?.run.job = "\(job)_\(index)" }
    }
  }

  /// Submits what its own submitter couldn't.
  private func submitAgain(
    _ name: String, _ places: [Int], _ open: inout [Int: Subject], _ lock: FileLock?
  ) throws(SlurmFailure) {
    guard let lock, let batch = try? SlurmBatch.read(folder: folder(name)) else {
      for place in places {
        open[place]?.run.state = .failed
        open[place]?.run.reason = "its submission left no trace"
        open[place]?.run.ended = now()
      }
      return
    }
    held[name] = lock
    let indices = Set(
      places.compactMap { place in
        open[place].flatMap { SlurmBatch.intent($0.run.job) }.map { $0.index ?? 0 }
      })
    // Those that nobody asks about now go along, but where others of them were submitted.
    let isWhole = !wentInParts(name)
    let submission = submit(batch) {
      isRecorded(batch.tasks[$0]) && (isWhole || indices.contains($0))
    }
    for place in places {
      guard let intent = open[place].flatMap({ SlurmBatch.intent($0.run.job) }) else { continue }
      if let job = submission.jobs[intent.index ?? 0] {
        open[place]?.run.job = job
      } else if let failure = submission.failure, !submission.isOpen {
        open[place]?.run.state = .failed
        open[place]?.run.reason = failure.cause ?? failure.message
        open[place]?.run.ended = now()
      }
    }
    if submission.isOpen, let failure = submission.failure { throw failure }
  }
}
