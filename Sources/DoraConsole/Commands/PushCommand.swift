import ArgumentParser
import DoraModel
import DoraVerbs

/// What is shared beside the records.
struct SharingOptions: ParsableArguments {
  @Flag(help: "Copy the folders of XPs too, with rsync.")
  var withFiles = false

  @Option(
    name: .customLong("files-of"),
    help: ArgumentHelp("Copy the folder of this XP too; may be repeated.", valueName: "sig"))
  var filesOf: [String] = []

  @Flag(help: "Let the remote be another project.")
  var allowUnrelated = false

  @Argument(help: "A remote of the project, an address, or a folder (default: share.remote).")
  var remote: String?

  var options: Sharing.Options {
    var options = Sharing.Options()
    options.allowsUnrelated = allowUnrelated
    if withFiles || !filesOf.isEmpty { options.files = filesOf }
    return options
  }

  func validate() throws {
    if withFiles, !filesOf.isEmpty {
      throw ValidationError("--with-files and --files-of exclude each other")
    }
  }
}

/// `dora push`: gives the experiments of this project to another store.
struct PushCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora push",
    abstract: "Share XPs, runs, code and metrics with another store.",
    usage: "dora push [--with-files | --files-of <sig>...] [--allow-unrelated] [<remote>]")

  @OptionGroup var sharing: SharingOptions

  func execute(_ console: Console) throws -> Int32 {
    let done = try PushVerb(try console.project(), options: sharing.options).push(
      to: sharing.remote)
    if !done.isNews, done.pins == 0, done.files == 0 {
      console.output.talk("everything is in '\(done.remote)' already")
      return Exit.done.rawValue
    }
    var parts: [String] = []
    if done.isNews { parts.append("records") }
    if done.pins > 0 {
      parts.append("the code of " + (done.pins == 1 ? "1 commit" : "\(done.pins) commits"))
    }
    if done.files > 0 {
      parts.append("the files of " + (done.files == 1 ? "1 XP" : "\(done.files) XPs"))
    }
    console.output.talk("pushed to '\(done.remote)': \(parts.joined(separator: ", "))")
    return Exit.done.rawValue
  }
}

/// `dora pull`: takes over the experiments of another store.
struct PullCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora pull",
    abstract: "Take over XPs, runs, code and metrics of another store, and print the new XPs.",
    usage: """
      dora pull [--with-files | --files-of <sig>...] [--allow-unrelated] [--json | -z] [<remote>]
      """)

  @OptionGroup var format: FormatOptions
  @OptionGroup var sharing: SharingOptions

  func execute(_ console: Console) throws -> Int32 {
    let done = try PullVerb(try console.project(), options: sharing.options).pull(
      from: sharing.remote)
    for xp in done.newXPs {
      let name = Names.name(of: xp.delta)
      try console.output.data(
        format.records.bytes(
          fields: [Text(xp.sig.description), Text(name)],
          json: [
            "version": 1, "sig": JSON(xp.sig.description), "name": JSON(name),
            "argv": xp.argv.json,
          ]))
    }
    try console.output.flush()
    var parts: [String] = []
    let counts = [
      (done.newXPs.count, "new XP", "new XPs"), (done.newRuns, "new run", "new runs"),
      (done.histories, "history", "histories"), (done.pins, "commit of code", "commits of code"),
      (done.files, "XP's files", "XPs' files"),
    ]
    for (count, one, many) in counts where count > 0 {
      parts.append("\(count) \(count == 1 ? one : many)")
    }
    console.output.talk(
      parts.isEmpty
        ? "nothing new in '\(done.remote)'"
        : "pulled from '\(done.remote)': \(parts.joined(separator: ", "))")
    return Exit.done.rawValue
  }
}
