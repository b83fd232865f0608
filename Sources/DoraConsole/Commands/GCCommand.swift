import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora gc`: clears away what isn't needed any more.
struct GCCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora gc",
    abstract: "Show which XPs' folders could be cleared away; with -f, move them to the trash.",
    usage: """
      dora gc [-f] [--grace <time>] [--no-pins] [--json] [<sig>...]
      dora gc --empty [-f] [--grace <time>] [--json] [<sig>...]
      dora gc --restore <sig>...
      """)

  @Flag(name: .shortAndLong, help: "Do it; without, only what would be done is shown.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "Keep what was used more lately, such as 12h, 30d or 2w (default: keep.grace, or 30d).",
      valueName: "time"))
  var grace: String?

  @Flag(help: "Leave the pins of recorded code alone.")
  var noPins = false

  @Flag(help: "Remove for good what has been in the trash for longer than the grace time.")
  var empty = false

  @Flag(help: "Bring XPs' folders back from the trash.")
  var restore = false

  @Flag(help: "Print one JSON object a folder.")
  var json = false

  @OptionGroup var xps: SigArguments

  func validate() throws {
    if empty, restore { throw ValidationError("--empty and --restore exclude each other") }
    if restore, grace != nil || json || noPins || force {
      throw ValidationError("--restore takes sigs and no other options")
    }
    if empty, noPins { throw ValidationError("--empty leaves pins alone anyway") }
    if let grace, TimeSpan.seconds(grace) == nil {
      throw ValidationError("--grace takes a time such as 12h, 30d or 2w")
    }
  }

  func execute(_ console: Console) throws -> Int32 {
    let names = try xps.names()?.filter { $0 != "!" }
    // An empty list on standard input is no XP, not all of them.
    if let names, names.isEmpty { throw VerbFailure.noXP }
    var options = GCVerb.Options()
    options.grace = grace.flatMap(TimeSpan.seconds)
    options.names = names ?? []
    options.dropsPins = !noPins
    let verb = GCVerb(try console.project(), options: options)
    if restore {
      guard let names else { throw VerbFailure.noXP }
      for folder in try verb.restore(names) { try console.output.line(folder) }
      return Exit.done.rawValue
    }
    let measuring = SlowNotice("measuring folders")
    let plan = try empty ? verb.expired() : verb.plan()
    measuring.end()
    for notice in plan.notices { console.output.talk("warning: \(notice)") }
    if !force {
      try show(plan.items, console)
      try console.output.flush()
      tell(plan, console)
      return Exit.done.rawValue
    }
    if empty {
      try show(plan.items, console)
      try console.output.flush()
      try verb.empty(plan)
      console.output.talk("removed \(count(plan.items)), \(ByteSize.words(plan.bytes))")
      return Exit.done.rawValue
    }
    let done = try verb.act(plan)
    try show(done.moved, console)
    try console.output.flush()
    for item in done.spared {
      console.output.talk("warning: '\(item.name)' is kept: it has a run now")
    }
    let bytes = done.moved.reduce(0) { $0 + $1.bytes }
    console.output.talk(
      "moved \(count(done.moved)), \(ByteSize.words(bytes)), to the trash"
        + (done.droppedPins > 0 ? "; dropped \(pins(done.droppedPins))" : ""))
    if !done.moved.isEmpty {
      console.output.talk("hint: 'dora gc --restore <sig>' undoes it, 'dora gc --empty' ends it")
    }
    return Exit.done.rawValue
  }

  private func show(_ items: [CleanPlan.Item], _ console: Console) throws {
    if json {
      for item in items {
        try console.output.data(Records.json.bytes(fields: [], json: item.json))
      }
      return
    }
    let now = console.now
    try console.output.aligned(
      items.map { item in
        let name =
          switch item.kind {
          case .xp: item.name
          case .code: "code \(item.name.prefix(10))"
          case .reproduction: "reproduced \(item.name)"
          }
        return [
          name, ByteSize.words(item.bytes), TimeSpan.words(now - item.time) + " ago", item.about,
        ]
      }, fitting: console)
  }

  private func tell(_ plan: CleanPlan, _ console: Console) {
    let what = empty ? "would be removed for good" : "would go to the trash"
    var text = "\(count(plan.items)), \(ByteSize.words(plan.bytes)), \(what)"
    if !plan.pins.isEmpty { text += "; \(pins(plan.pins.count)) would be dropped" }
    if !plan.kept.isEmpty { text += "; kept: \(plan.keptWords)" }
    console.output.talk(text)
    if !plan.isEmpty { console.output.talk("hint: with -f it's done") }
  }

  private func count(_ items: [CleanPlan.Item]) -> String {
    let words: [(CleanPlan.Item.Kind, String)] = [
      (.xp, "XP"), (.code, "checkout"), (.reproduction, "reproduction"),
    ]
    let parts = words.compactMap { kind, word -> String? in
      let count = items.filter { $0.kind == kind }.count
      if count == 0, kind != .xp { return nil }
      return count == 1 ? "1 \(word)" : "\(count) \(word)s"
    }
    return parts.joined(separator: " and ")
  }

  private func pins(_ count: Int) -> String { count == 1 ? "1 pin" : "\(count) pins" }
}
