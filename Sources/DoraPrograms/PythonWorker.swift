import DoraModel
import DoraSystem
import Glibc

/// One Python process that imported the program and answers questions about it, a JSON line each.
final class PythonWorker {
  private let child: Child
  private let program: String
  private let input: Int32
  private let output: Int32
  private var pending: [UInt8] = []

  private init(child: Child, program: String, input: Int32, output: Int32) {
    self.child = child
    self.program = program
    self.input = input
    self.output = output
  }

  /// Starts the client's worker for the program `name` in the project's root.
  static func start(
    _ words: [String], named name: String, root: String, environment: [String: String]
  ) throws(SystemFailure) -> PythonWorker {
    let questions = try Pipe()
    let answers = try Pipe()
    defer {
      close(questions.reading)
      close(answers.writing)
    }
    let child = try Child.start(
      words.map { Text($0) }, environment: environment, directory: root,
      streams: Child.Streams(input: questions.reading, output: answers.writing, error: 2))
    return PythonWorker(
      child: child, program: name, input: questions.writing,
      output: answers.reading)
  }

  deinit {
    close(input)
    close(output)
    _ = child.wait()
  }

  /// The answers to all `questions`, in order.
  ///
  /// A batch is bounded by what a pipe holds, so that neither side waits for the other with both pipes full.
  func ask(_ questions: [JSON]) throws -> [JSON] {
    var answers: [JSON] = []
    var at = 0
    while at < questions.count {
      var lines: [UInt8] = []
      var sent = 0
      while at + sent < questions.count, sent == 0 || lines.count < 32_768 {
        lines += PythonJSON.bytes(questions[at + sent]) + [UInt8(ascii: "\n")]
        sent += 1
      }
      do throws(SystemFailure) { try writeQuietly(lines) } catch {
        // EPIPE: it ended, but its last words are still to be read.
        guard error.code == EPIPE else { throw error }
      }
      for _ in 0..<sent { answers.append(try answer()) }
      at += sent
    }
    return answers
  }

  private func writeQuietly(_ lines: [UInt8]) throws(SystemFailure) {
    // A worker that died must be an error of ours, not a SIGPIPE.
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    try File.write(lines, to: input, named: program)
  }

  private func answer() throws -> JSON {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(pending[..<end])
        pending.removeSubrange(...end)
        guard let answer = try? JSONReader.read(line) else {
          throw ProgramFailure.workerFailed(program: program, reason: "its answer isn't JSON")
        }
        if let reason = answer["failed"]?.string {
          throw ProgramFailure.notImported(
            program: program, reason: reason, traceback: answer["traceback"]?.string,
            hint: answer["hint"]?.string)
        }
        return answer
      }
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let count = read(output, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw ProgramFailure.workerFailed(
          program: program, reason: "Python ended without an answer")
      }
      pending.append(contentsOf: chunk[..<count])
    }
  }
}
