import DoraSystem
import DoraVerbs
import Glibc

/// What binds a job to the command that follows it: when that is ended from outside, so is the job.
final class Attachment {
  private let interrupt = Interrupt([SIGINT, SIGTERM, SIGHUP])
  private let project: Project
  private let sig: String
  private let output: Output
  private var hasEnded = false

  init(_ project: Project, _ sig: String, _ output: Output) {
    self.project = project
    self.sig = sig
    self.output = output
    // Ctrl-C ends the other programs of a pipeline as well: there's a job to cancel before that ends us.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Cancels the job when this process was told to end.
  func endIfAsked() throws {
    if interrupt.hasCome { try end() }
  }

  /// Cancels the job when nobody is left to see its log; whether that's what went wrong.
  func end(for error: any Error) throws -> Bool {
    guard let failure = error as? SystemFailure, failure.isOfOutput,
      [EPIPE, EIO].contains(failure.code)
    else { return false }
    try end()
    return true
  }

  private func end() throws {
    interrupt.clear()
    if hasEnded { return }
    hasEnded = true
    output.talk("cancelling \(sig)")
    try CancelVerb(project).cancel([sig])
  }
}
