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
    let parts = (done.isNews ? ["records"] : []) + done.code.words(files: done.files)
    console.output.talk(
      parts.isEmpty
        ? "everything is in '\(done.remote)' already"
        : "pushed to '\(done.remote)': \(parts.joined(separator: ", "))")
    return done.code.tell(console)
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
    try console.output.records(of: done.newXPs, in: format.records)
    try console.output.flush()
    var parts: [String] = []
    let counts = [
      (done.newXPs.count, "new XP", "new XPs"), (done.newRuns, "new run", "new runs"),
      (done.histories, "history", "histories"),
    ]
    for (count, one, many) in counts where count > 0 {
      parts.append("\(count) \(count == 1 ? one : many)")
    }
    if parts.isEmpty, done.isNews { parts = ["records"] }
    parts += done.code.words(files: done.files)
    console.output.talk(
      parts.isEmpty
        ? "nothing new in '\(done.remote)'"
        : "pulled from '\(done.remote)': \(parts.joined(separator: ", "))")
    return done.code.tell(console)
  }
}

extension CarriedCode {
  /// What of code, and of XPs' files, was carried.
  fileprivate func words(files: Int) -> [String] {
    var parts: [String] = []
    let counts = [
      (pins, "the code of 1 commit", "the code of # commits"),
      (submodules, "1 commit of a submodule", "# commits of submodules"),
      (largeFiles, "1 file of Git LFS", "# files of Git LFS"),
      (files, "the files of 1 XP", "the files of # XPs"),
    ]
    for (count, one, many) in counts where count > 0 {
      parts.append(count == 1 ? one : many.replacing("#", with: "\(count)"))
    }
    return parts
  }

  /// Says what is missing; the status is 1 then.
  fileprivate func tell(_ console: Console) -> Int32 {
    for gap in gaps { console.output.talk("warning: \(gap)") }
    if gaps.isEmpty { return Exit.done.rawValue }
    console.output.talk("hint: the same command tries again")
    return Exit.no.rawValue
  }
}
