import DoraModel
import DoraVerbs

/// What `dora-sig` was asked for.
struct SigCall: Call {
  var choice = ProgramChoice()
  var records = Records.lines
  /// The XP whose arguments come first.
  var from: String?
  var dryRun = false
  var keepGoing = false
  var explain = false
  /// The program's arguments; nil when stdin has them, a list a line.
  var argv: [String]?

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    let lines: [Line]
    if let argv {
      lines = [.argv(argv.map { Text($0) })]
    } else {
      lines = try StandardInput.lines().map(Line.init)
      guard !lines.isEmpty else { throw VerbFailure.noXP }
    }
    let notice = SlowNotice(
      lines.count == 1 ? "signing the arguments" : "signing \(lines.count) argument lists")
    let naming = Naming(project, choice)
    let base = try from.map { try naming.xp($0) }
    let verb = SignVerb(
      project,
      program: try base.map { try project.program(of: $0) } ?? project.program(choice))
    let unreadable = lines.contains { if case .malformed = $0 { true } else { false } }
    let argvs = lines.compactMap { line -> [Text]? in
      if case .argv(let argv) = line { (base?.argv ?? []) + argv } else { nil }
    }
    let explained = try verb.explain(argvs)
    let signed = explained.map(\.result)
    let isStored = !dryRun && (keepGoing || !unreadable)
    let outcomes =
      isStored
      ? try verb.store(argvs, signed, keepGoing: keepGoing) : try verb.find(argvs, signed)
    notice.end()
    if explain {
      if let described = verb.described { console.output.talk(described) }
      for (outcome, who) in zip(outcomes, explained.map(\.who)) { say(who, of: outcome, console) }
    }
    return try print(lines, outcomes, console)
  }

  /// One line of stdin, or the one argument list of the command line.
  private enum Line {
    case argv([Text])
    case malformed(ArgumentLine.Malformed)

    init(_ line: [UInt8]) {
      do throws(ArgumentLine.Malformed) { self = .argv(try ArgumentLine.words(line)) } catch {
        self = .malformed(error)
      }
    }
  }

  private func print(_ lines: [Line], _ signed: [SignVerb.Outcome], _ console: Console) throws
    -> Int32
  {
    var next = signed.makeIterator()
    let outcomes = lines.map { line -> SignVerb.Outcome in
      switch line {
      case .malformed(let failure): .failed(failure)
      case .argv: next.next() ?? .failed(VerbFailure.noXP)
      }
    }
    var failures = 0
    for case (let number, .failed(let failure)) in zip(1..., outcomes) {
      failures += 1
      if !keepGoing { report(failure, line: number, console) }
    }
    if failures > 0, !keepGoing { return Exit.fatal.rawValue }
    for outcome in outcomes {
      switch outcome {
      case .xp(let xp):
        try console.output.data(
          records.bytes(fields: [Text(xp.sig.description)], json: json(xp)))
      case .failed(let failure):
        try console.output.data(
          records.bytes(
            fields: ["!", Text(failure.message)],
            json: ["version": 1, "sig": .null, "error": JSON(failure.message)]))
      }
    }
    return failures > 0 ? Exit.no.rawValue : Exit.done.rawValue
  }

  private func say(_ who: String, of outcome: SignVerb.Outcome, _ console: Console) {
    switch outcome {
    case .xp(let xp): console.output.talk("\(xp.sig): signed \(who)")
    case .failed: console.output.talk("refused \(who)")
    }
  }

  private func report(_ failure: any Failure, line: Int, _ console: Console) {
    if argv == nil {
      console.output.talk("fatal: line \(line): \(failure.message)")
    } else {
      console.output.report(failure)
    }
  }

  private func json(_ xp: XP) -> JSON {
    [
      "version": 1, "sig": JSON(xp.sig.description), "digest": JSON(xp.digest.hex),
      "name": JSON(Names.name(of: xp.delta)), "argv": .array(xp.argv.map { .text($0) }),
      "delta": xp.delta.json,
    ]
  }
}
