import DoraModel
import DoraPrograms
import DoraSystem
import Glibc

/// Runs a program with arguments that are no XP: its help, Hydra's own sweeps, and what Hydra shows of itself.
package struct AsideVerb {
  private let project: Project
  private let program: any TrainingProgram

  /// Nil when the arguments are an XP's.
  package init?(_ project: Project, _ choice: ProgramChoice, _ argv: [Text]) throws {
    // Most are told without a look at the program.
    guard !HydraArguments.areOverrides(argv) else { return nil }
    let program = try project.program(choice)
    guard program.program.backend == .hydra else { return nil }
    self.project = project
    self.program = program
  }

  /// For arguments with which the program only prints something, as signing has found.
  package init(telling project: Project, _ choice: ProgramChoice) throws {
    self.project = project
    program = try project.program(choice)
  }

  /// Runs it in this terminal; the status is its own, or 128 and the signal that killed it.
  package func run(_ argv: [Text]) throws -> Int32 {
    let environment = project.context.environment.merging(program.variables) { $1 }
    // The terminal's keys reach it too, and what they mean is its own affair.
    let before = (signal(SIGINT, SIG_IGN), signal(SIGQUIT, SIG_IGN))
    defer {
      signal(SIGINT, before.0)
      signal(SIGQUIT, before.1)
    }
    let child = try Child.start(
      program.command(for: argv), environment: environment, directory: project.root)
    switch child.wait() {
    case .exit(let status): return status
    case .signal(let number): return 128 + number
    }
  }
}
