import ArgumentParser
import DoraVerbs

/// Which training program the arguments belong to.
struct ProgramOptions: ParsableArguments {
  @Option(
    name: [.customShort("P"), .long],
    help: "The Python package that holds the program (default: DORA_PACKAGE, or the only one here)."
  )
  var package: String?

  @Option(
    name: [.customShort("M"), .long],
    help: ArgumentHelp(
      "The module in it (default: DORA_MAIN_MODULE, or train).", valueName: "module"))
  var mainModule: String?

  var choice: ProgramChoice { ProgramChoice(package: package, mainModule: mainModule) }
}

/// How records are printed.
struct FormatOptions: ParsableArguments {
  @Flag(help: "Print JSON Lines, one object a record.")
  var json = false

  @Flag(name: .customShort("z"), help: "End records with NUL and never quote.")
  var nul = false

  var records: Records { json ? .json : nul ? .nul : .lines }

  func validate() throws {
    if json, nul { throw ValidationError("--json and -z exclude each other") }
  }
}

/// When an XP that already ran is run again.
struct RuleOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Run again what failed, was cancelled or was lost.")
  var retry = false

  @Flag(
    name: [.customShort("R"), .long], help: "Cancel what is pending or running, and run it again.")
  var replace = false

  @Flag(name: [.customShort("D"), .long], help: "Run again what completed.")
  var replaceDone = false
}

/// What a run needs of the machine.
struct ResourceOptions: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: "Jobs at once on this machine (default: one per GPU, else 1).")
  var jobs: Int?

  @Option(
    name: [.customShort("g", allowingJoined: true), .long],
    help: "GPUs for each XP (default: 1 where there are any).")
  var gpus: Int?

  @Option(
    name: [.customLong("ddp-workers"), .customLong("workers")],
    help: ArgumentHelp(
      "Processes for each XP, on this machine (default: 1).", valueName: "workers"))
  var workers: Int?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("-j takes a positive number") }
    if let gpus, gpus < 0 { throw ValidationError("--gpus takes 0 or a positive number") }
    if let workers, workers < 1 { throw ValidationError("--workers takes a positive number") }
  }
}

/// Whether runs use a checkout of their code.
struct SnapshotOptions: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help:
      "Run in a checkout of the code as it is now, not in the work tree (default: as configured)."
  )
  var gitSave: Bool?
}

/// XPs given as arguments, or by another tool on stdin.
struct SigArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "XPs, by sig or by an unambiguous prefix of 4 or more digits; - reads them from stdin.",
      valueName: "sig"))
  var sigs: [String] = []

  /// The XPs given; nil when none was, nor anything on stdin.
  func names() throws -> [String]? { try records()?.map(\.sig) }

  /// The XPs given, with what a tool said of them in JSON; nil when none was, nor anything on stdin.
  func records() throws -> [StandardInput.Record]? {
    if sigs.isEmpty, !StandardInput.isSent { return nil }
    let isSent = sigs.isEmpty || sigs == ["-"]
    let records =
      isSent ? try StandardInput.records() : sigs.map { StandardInput.Record(sig: $0) }
    guard !records.isEmpty else { throw VerbFailure.noXP }
    return records
  }
}
