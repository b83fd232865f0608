import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora launch`: signs, submits and follows one XP.
struct LaunchCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "dora launch", abstract: "Submit one XP and follow its log.",
      usage: """
        dora launch [-a | --no-tail] [-r] [-R] [-D] [--clear] [-g <gpus>] [--slurm <key=value>]... [-f <sig>] [<argument>...] [-- <argument>...]
        dora launch -C [-f <sig>] [<argument>...] [-- <argument>...]
        """)
  }

  static var takesProgramArguments: Bool { true }

  @OptionGroup var program: ProgramOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var resources: ResourceOptions
  @OptionGroup var cluster: ClusterOptions
  @OptionGroup var engine: EngineOptions

  @Option(
    name: .customShort("f"),
    help: ArgumentHelp("The XP whose arguments come first; more may follow.", valueName: "sig"))
  var from: String?

  @Flag(
    name: [.customShort("a"), .long],
    help: "The job ends with this command: Ctrl-C cancels it. Its failure is ours.")
  var attach = false

  @Flag(help: "Don't follow the log.")
  var noTail = false

  @Flag(name: [.customShort("C"), .long], help: "Cancel the XP's run instead.")
  var cancel = false

  @Flag(help: "Empty the XP's folder before it runs.")
  var clear = false

  @OptionGroup var snapshot: SnapshotOptions

  @OptionGroup var arguments: ArgumentWords

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    let signing = SlowNotice("signing the arguments")
    let xp = try Naming(project, program.choice).xp(from: from, adding: arguments.all)
    signing.end()
    let sig = xp.sig.description
    if cancel {
      try CancelVerb(project).cancel([sig])
      return Exit.done.rawValue
    }
    let options = SubmitVerb.Options(
      rules: rules, resources: resources, cluster: cluster, engine: engine, clear: clear,
      snapshot: snapshot)
    let attachment = attach && !noTail ? Attachment(project, sig, console.output) : nil
    let submitting = SlowNotice("submitting \(sig)")
    let done = try SubmitVerb(project, options: options).submit([sig])
    submitting.end()
    if let failure = done.failure { throw failure }
    for one in done.all {
      console.output.talk(one.sentence)
      if let option = one.again { console.output.talk("hint: '\(option)' runs it again") }
    }
    if noTail { return Exit.done.rawValue }
    let failed: [StatusVerb.Row]
    do {
      let verb = try TailVerb(project, names: [sig])
      failed = try verb.follow(isFollowing: true) { _, line in
        try console.output.data(line)
        try console.output.data([UInt8(ascii: "\n")])
      } pause: {
        try attachment?.endIfAsked()
        try console.output.flush()
      }
    } catch {
      if try attachment?.end(for: error) == true { return Exit.no.rawValue }
      throw error
    }
    for row in failed {
      console.output.talk("\(sig): \(row.run?.state.rawValue ?? RunState.none)\(row.why)")
    }
    return attach && !failed.isEmpty ? Exit.no.rawValue : Exit.done.rawValue
  }
}
