import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora-tail`: the logs of XPs, to their end.
struct TailCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Verbs.shownName("tail"),
      abstract: "Follow the logs of XPs until their jobs end.",
      usage: "dora-tail [--no-follow] [--prefix | --no-prefix] [<sig>...]")
  }

  @Flag(inversion: .prefixedNo, help: "Follow until the jobs end, or print what is there.")
  var follow = true

  @Flag(
    inversion: .prefixedNo,
    help: "Begin each line with its sig and a TAB (default: when there are several XPs).")
  var prefix: Bool?

  @OptionGroup var xps: SigArguments

  func execute(_ console: Console) throws -> Int32 {
    guard let names = try xps.names()?.filter({ $0 != "!" }) else { throw VerbFailure.noXP }
    let verb = try TailVerb(try console.project(), names: names, isFollowing: follow)
    let isPrefixed = prefix ?? (verb.count > 1)
    let failed = try verb.follow(isFollowing: follow) { sig, line in
      if isPrefixed { try console.output.data("\(sig)\t".utf8) }
      try console.output.data(line)
      try console.output.data([UInt8(ascii: "\n")])
    } pause: {
      try console.output.flush()
    }
    for row in failed {
      console.output.talk("\(row.sig): \(row.run?.state.rawValue ?? RunState.none)\(row.why)")
    }
    return Exit.done.rawValue
  }
}
