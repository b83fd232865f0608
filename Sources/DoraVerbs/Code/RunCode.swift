import DoraModel
import DoraPrograms
import DoraStore
import DoraSystem

/// The code that the runs of one command use: recorded once for all, and checked out where they don't use the work tree.
struct RunCode {
  /// What is recorded; nil outside git.
  let snapshot: Snapshot?
  /// By output folder: checkouts live in those.
  private let homes: [String: CodeHome]
  private let project: Project

  /// Looks at the code, and refuses what the programs or `.doraconfig` don't allow.
  ///
  /// `gitSave` is what a command line says of using a checkout; nil leaves it to those.
  init(_ project: Project, _ programs: [any TrainingProgram], gitSave: Bool?) throws {
    self.project = project
    let outputs = Set(programs.map { project.outputs(of: $0.program) })
    if gitSave != false {
      try Self.requireClean(project, programs, excluding: Array(outputs))
    }
    snapshot = try project.snapshot(excluding: Array(outputs))
    let configured = try project.configuration.bool("code.gitsave")
    var homes: [String: CodeHome] = [:]
    for program in programs {
      guard gitSave ?? configured ?? program.codeRules.gitSave else { continue }
      guard let commit = snapshot?.commit else {
        throw CodeFailure.notRecorded(root: project.root)
      }
      let place = project.outputs(of: program.program)
      if homes[place] == nil {
        homes[place] = try Self.home(
          of: commit, project, outputs: place, after: program.codeRules.afterCheckout)
      }
    }
    self.homes = homes
  }

  /// The checkout that runs will use; refused where it has pointers of Git LFS and the work tree has the files.
  private static func home(
    of commit: String, _ project: Project, outputs: String, after commands: [String]
  ) throws -> CodeHome {
    let home = try project.home(of: commit, outputs: outputs, after: commands)
    guard let checkout = home.checkout else { return home }
    let lost = try checkout.filesElsewhere(project.codePlace)
    if !lost.isEmpty {
      throw CodeFailure.onlyPointers(
        lost, checkout: checkout.path, otherwise: "run the work tree as it is with --no-git-save")
    }
    project.tell(checkout)
    return home
  }

  /// The code as runs would use it that are only planned: nothing is recorded, and nothing checked out.
  init(planned project: Project, _ programs: [any TrainingProgram], gitSave: Bool?) throws {
    self.project = project
    let outputs = Set(programs.map { project.outputs(of: $0.program) })
    if gitSave != false {
      try Self.requireClean(project, programs, excluding: Array(outputs))
    }
    snapshot = nil
    let configured = try project.configuration.bool("code.gitsave")
    let saved = programs.filter { gitSave ?? configured ?? $0.codeRules.gitSave }
    guard !saved.isEmpty else {
      homes = [:]
      return
    }
    let context = project.context
    let code = try ProjectCode.read(
      at: project.root, excluding: outputs + [project.storePath],
      environment: context.environment, trace: context.trace)
    guard let code else { throw CodeFailure.notRecorded(root: project.root) }
    // What isn't committed gets a commit of its own when it's recorded, whose name nobody knows before.
    let commit = code.dirty == false ? code.commit ?? Self.unknown : Self.unknown
    var homes: [String: CodeHome] = [:]
    for outputs in Set(saved.map({ project.outputs(of: $0.program) })) {
      homes[outputs] = CodeHome(
        root: project.root,
        checkout: try Checkout.planned(
          commit, in: Path.join(outputs, "codes"), of: project.codePlace))
    }
    self.homes = homes
  }

  /// Stands for a snapshot's name where none is taken.
  private static let unknown = "<snapshot>"

  /// The code of runs that ran before.
  init(_ project: Project, _ snapshot: Snapshot, _ homes: [String: CodeHome]) {
    self.project = project
    self.snapshot = snapshot
    self.homes = homes
  }

  /// Where the runs of a program find it.
  func home(of program: Program) -> CodeHome {
    homes[project.outputs(of: program)] ?? CodeHome(root: project.root, checkout: nil)
  }

  /// Fails if something isn't committed, for programs that want all to be; grid files may be changed at any time.
  private static func requireClean(
    _ project: Project, _ programs: [any TrainingProgram], excluding outputs: [String]
  ) throws {
    let configured = try project.configuration.bool("code.requireclean")
    let strict = programs.map(\.codeRules).filter { configured ?? $0.requireClean }
    if strict.isEmpty { return }
    let changes = try ProjectCode.changes(
      at: project.root, excluding: outputs + [project.storePath],
      environment: project.context.environment, trace: project.context.trace)
    guard let changes else { throw CodeFailure.notRecorded(root: project.root) }
    let root = Path.real(project.root) ?? project.root
    let grids = Set(
      strict.map { rules in
        Path.join(root, rules.gridFolder ?? project.configuration["program.grids"] ?? "grids") + "/"
      })
    let paths = changes.map(\.string).filter { path in !grids.contains { path.hasPrefix($0) } }
    if paths.isEmpty { return }
    throw CodeFailure.notClean(
      paths.map { $0.hasPrefix(root + "/") ? String($0.dropFirst(root.utf8.count + 1)) : $0 })
  }
}

extension Project {
  /// The shared checkout of a commit, in an output folder; `commands` are run in a new one.
  func home(of commit: String, outputs: String, after commands: [String]) throws -> CodeHome {
    let codes = Path.join(outputs, "codes")
    let checkout = try Checkout.shared(commit, in: codes, of: codePlace) { folder in
      for command in commands { try run(command, in: folder) }
    }
    return CodeHome(root: root, checkout: checkout)
  }

  /// Where commits are checked out from.
  var codePlace: Checkout.Place {
    Checkout.Place(root: root, environment: context.environment, trace: context.trace)
  }

  /// Says what of a checkout isn't as it should be.
  func tell(_ checkout: Checkout) {
    for fault in checkout.faults { context.notice(fault) }
    if !checkout.pointers.isEmpty {
      context.notice(
        "\(CodeFailure.pointers(checkout.pointers))\nhint: \(CodeFailure.filling(checkout.path))")
    }
  }

  /// Runs a shell command to its end; what it prints is talk.
  private func run(_ command: String, in folder: String) throws {
    let words = ["/bin/sh", "-c", command]
    context.trace(words)
    let child = try Child.start(
      words.map { Text($0) }, environment: context.environment, directory: folder,
      streams: Child.Streams(output: 2))
    switch child.wait() {
    case .exit(0): return
    case .exit(let status): throw CodeFailure.commandFailed(command, status: status)
    case .signal(let signal): throw CodeFailure.commandFailed(command, status: 128 + signal)
    }
  }
}
