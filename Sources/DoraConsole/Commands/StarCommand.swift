import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora star`: marks XPs that are to be kept.
struct StarCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora star",
    abstract: "Mark XPs that 'dora gc' must never clear away, or list them.",
    usage: """
      dora star [--unstar] [-m <note>] [--json] <sig>...
      dora star [--json]
      """)

  @Flag(help: "Take the star off.")
  var unstar = false

  @Option(
    name: [.customShort("m"), .customLong("note")], help: "Why it's to be kept, for people.")
  var note: String?

  @Flag(help: "Print one JSON object an XP.")
  var json = false

  @OptionGroup var xps: SigArguments

  func execute(_ console: Console) throws -> Int32 {
    let verb = StarVerb(try console.project())
    guard let names = try xps.names()?.filter({ $0 != "!" }) else {
      if unstar || note != nil { throw VerbFailure.noXP }
      let stars = try verb.all()
      if json {
        for (xp, star) in stars { try console.output.data(line(xp, star)) }
        return Exit.done.rawValue
      }
      try console.output.aligned(
        stars.map { xp, star in
          [
            xp.sig.description, console.local(Int(star.time)), star.by, Names.name(of: xp.delta),
            star.note ?? "",
          ]
        }, fitting: console)
      return Exit.done.rawValue
    }
    if names.isEmpty { throw VerbFailure.noXP }
    for (xp, star) in try verb.set(!unstar, names, note: note) {
      let name = Names.name(of: xp.delta)
      try console.output.data(
        json
          ? line(xp, star)
          : Records.lines.bytes(fields: [Text(xp.sig.description), Text(name)], json: .null))
    }
    return Exit.done.rawValue
  }

  private func line(_ xp: XP, _ star: Star) -> [UInt8] {
    Records.json.bytes(
      fields: [],
      json: [
        "version": 1, "sig": JSON(xp.sig.description), "name": JSON(Names.name(of: xp.delta)),
        "starred": .bool(star.isSet), "by": JSON(star.by), "time": .number(star.time),
        "note": JSON(star.note),
      ])
  }
}
