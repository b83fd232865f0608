import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora-submit`: XPs to runs on an engine.
struct SubmitCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Verbs.shownName("submit"),
      abstract: "Submit XPs that have no run, and print each one's job.",
      usage:
        "dora-submit [-n] [-r] [-R] [-D] [-j <jobs>] [-g <gpus>] [--slurm <key=value>]... [--json | -z] [<sig>...]"
    )
  }

  @OptionGroup var rules: RuleOptions
  @OptionGroup var resources: ResourceOptions
  @OptionGroup var cluster: ClusterOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var format: FormatOptions

  @Flag(name: [.customShort("n"), .long], help: "Print what would be done, and do nothing.")
  var dryRun = false

  @Flag(help: "Let Slurm say whether and when it would run the jobs, and submit nothing.")
  var testOnly = false

  @Flag(help: "Empty the XP's folder before it runs.")
  var clear = false

  @OptionGroup var snapshot: SnapshotOptions
  @OptionGroup var xps: SigArguments

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    guard let records = try xps.records() else { throw VerbFailure.noXP }
    let names = records.map(\.sig)
    let signed = names.filter { $0 != "!" }
    var options = options
    for record in records {
      // dora-grid --json says what each job needs.
      guard let resources = record.json?["resources"],
        let digest = record.json?["digest"]?.string.flatMap({ Digest(hex: $0) })
      else { continue }
      options.asked[digest] = SubmitVerb.Asked(
        resources: resources, array: record.json?["array"]?.int)
    }
    let verb = SubmitVerb(project, options: options)
    if testOnly {
      for said in try verb.test(signed) { console.output.talk(said) }
      return Exit.done.rawValue
    }
    let notice = SlowNotice("submitting \(signed.count == 1 ? signed[0] : "\(signed.count) XPs")")
    let done = dryRun ? SubmitVerb.Done(all: try verb.plan(signed)) : try verb.submit(signed)
    notice.end()
    for submitted in done.all {
      try console.output.data(
        format.records.bytes(
          fields: [
            Text(submitted.sig.description), Text(submitted.job ?? ""),
            Text(submitted.what.rawValue),
          ], json: json(submitted)))
    }
    try console.output.flush()
    if dryRun { console.output.show(try verb.scripts(signed)) }
    if let failure = done.failure { throw failure }
    guard signed.count == names.count else {
      // dora-sig --keep-going has said why; the others are on their way.
      console.output.talk("warning: \(names.count - signed.count) lines had no XP")
      return Exit.no.rawValue
    }
    return Exit.done.rawValue
  }

  private var options: SubmitVerb.Options {
    SubmitVerb.Options(
      rules: rules, resources: resources, cluster: cluster, engine: engine, clear: clear,
      snapshot: snapshot)
  }

  private func json(_ submitted: SubmitVerb.Submitted) -> JSON {
    [
      "version": 1, "sig": JSON(submitted.sig.description), "job": JSON(submitted.job),
      "action": JSON(submitted.what.rawValue),
    ]
  }
}

extension SubmitVerb.Options {
  init(
    rules: RuleOptions, resources: ResourceOptions, cluster: ClusterOptions, engine: EngineOptions,
    clear: Bool, snapshot: SnapshotOptions
  ) {
    self.init(
      rules: SubmitRules(
        retry: rules.retry, replace: rules.replace, replaceDone: rules.replaceDone),
      slots: resources.jobs, gpus: resources.gpus, workers: resources.workers,
      engine: engine.engine, profile: engine.profile, resources: cluster.json, clear: clear,
      gitSave: snapshot.gitSave)
  }
}
