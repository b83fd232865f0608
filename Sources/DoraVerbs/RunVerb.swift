import DoraEngines
import DoraModel
import DoraStore
import DoraSystem

/// Executes one XP here, with this terminal as its own.
package struct RunVerb {
  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// How an XP is run.
  package struct Options: Sendable {
    /// One process for each GPU of this machine.
    package var ddp: Bool
    /// This many processes.
    package var workers: Int?
    package var clear: Bool
    /// Whether an exception of a Python program ends in its debugger.
    package var debug: Bool
    /// Whether it uses a checkout of its code; nil leaves it to the project.
    package var gitSave: Bool?

    package init(
      ddp: Bool = false, workers: Int? = nil, clear: Bool = false, debug: Bool = false,
      gitSave: Bool? = nil
    ) {
      self.gitSave = gitSave
      self.ddp = ddp
      self.workers = workers
      self.clear = clear
      self.debug = debug
    }
  }

  /// Runs it to its end; the status is the program's own, or 128 and the signal that killed it.
  package func run(_ xp: XP, options: Options) throws -> Int32 {
    let pad = LaunchPad(project)
    let row = try StatusVerb(project).row(of: xp)
    if let run = row.run, !run.state.isFinal {
      throw VerbFailure.busy(sig: xp.sig.description, job: run.job)
    }
    let gpus = GPUs.visible(environment: project.context.environment)
    let workers = options.workers ?? (options.ddp ? max(1, gpus.count) : 1)
    var ready = try pad.prepare([xp], gitSave: options.gitSave, debug: options.debug) { _ in
      LaunchPad.Resources(gpus: nil, workers: workers)
    }[0]
    if options.clear { try pad.clear(row.folder) }
    try pad.makeFolder(of: ready.outline)
    ready.run.log = ""
    return try run(ready, over: row)
  }

  /// Runs what is prepared, in the XP's own folder, as the run after the one that `row` shows.
  func run(_ ready: LaunchPad.Pad, over row: StatusVerb.Row) throws -> Int32 {
    if let run = row.run, !run.state.isFinal {
      throw VerbFailure.busy(sig: row.sig.description, job: run.job)
    }
    let engine = project.engine
    // Held first, so that whoever sees the record while we are between the two knows that we live.
    try engine.hold([ready.job], isForeground: true)
    do {
      try project.writableStore().commit("run: \(row.sig)", author: project.author) { transaction in
        let runs = try transaction.runs(ready.digest)
        if let last = runs.last, last.id != row.run?.id {
          throw VerbFailure.busy(sig: row.sig.description, job: last.job)
        }
        try transaction.put(ready.run, ready.outline.notes, of: ready.digest, after: runs)
      }
    } catch {
      try engine.drop([ready.job])
      throw error
    }
    let status = try engine.runHere(ready.job, now: project.context.now)
    // What it came to is in its state file; a failure to record it now is made up for by the next command.
    _ = try? StatusVerb(project).status(of: [row.sig.description])
    return status
  }
}
