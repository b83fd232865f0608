import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora info`: everything about one XP.
struct InfoCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "dora info",
      abstract: "Show an XP: its arguments, folder, runs, log and metrics.",
      usage: """
        dora info [-f <sig> | -j <job>] [-l | -t | -m | -C | --folder | --json] [<argument>...] [-- <argument>...]
        """)
  }

  static var takesProgramArguments: Bool { true }

  @OptionGroup var program: ProgramOptions

  @Option(
    name: .customShort("f"),
    help: ArgumentHelp(
      "The XP, by sig; arguments given too are added to its own.", valueName: "sig"))
  var from: String?

  @Option(name: [.customShort("j"), .customLong("job")], help: "The XP that this job ran.")
  var job: String?

  @Flag(name: [.customShort("l"), .long], help: "Print the log of its last run.")
  var log = false

  @Flag(name: [.customShort("t"), .long], help: "Follow the log of its last run.")
  var tail = false

  @Flag(name: [.customShort("m"), .long], help: "Print its metrics, one JSON object an entry.")
  var metrics = false

  @Flag(name: [.customShort("C"), .long], help: "Cancel its run.")
  var cancel = false

  @Flag(help: "Print the path of its folder.")
  var folder = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var arguments: ArgumentWords

  func validate() throws {
    if from != nil, job != nil { throw ValidationError("-f and -j exclude each other") }
    if job != nil, !arguments.all.isEmpty { throw ValidationError("-j takes no arguments") }
    if [log, tail, metrics, folder, json].filter({ $0 }).count > 1 {
      throw ValidationError("-l, -t, -m, --folder and --json exclude each other")
    }
  }

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    let signing = SlowNotice("signing the arguments")
    let naming = Naming(project, program.choice)
    let xp =
      try job.map { try naming.xp(job: $0) }
      ?? naming.xp(from: from, adding: arguments.all, storing: false)
    signing.end()
    let sig = xp.sig.description
    if cancel { try CancelVerb(project).cancel([sig]) }
    let details = try StatusVerb(project).details(of: xp)
    if folder {
      try console.output.line(details.row.folder)
    } else if json {
      try console.output.data(Records.json.bytes(fields: [], json: details.json))
    } else if log || tail {
      let verb = try TailVerb(project, names: [sig])
      _ = try verb.follow(isFollowing: tail) { _, line in
        try console.output.data(line + [UInt8(ascii: "\n")])
      } pause: {
        try console.output.flush()
      }
    } else if metrics {
      for entry in try details.history() {
        try console.output.data(PythonJSON.bytes(entry) + [UInt8(ascii: "\n")])
      }
    } else {
      for (label, text) in try details.description() {
        let pad = String(repeating: " ", count: max(1, 10 - label.utf8.count))
        try console.output.line("\(label):\(pad)\(text)")
      }
    }
    return Exit.done.rawValue
  }
}
