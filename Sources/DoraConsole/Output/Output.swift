import DoraModel
import DoraSystem
import Glibc

/// The only place that writes to the terminal: data on stdout, talk on stderr.
package final class Output {
  private var buffer: [UInt8] = []

  package init() {}

  /// Adds bytes to stdout; they leave in large writes, or when `flush` is called.
  package func data(_ bytes: some Sequence<UInt8>) throws(SystemFailure) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 65_536 { try flush() }
  }

  /// Adds one line to stdout.
  package func line(_ text: String) throws(SystemFailure) {
    try data(text.utf8)
    try data([UInt8(ascii: "\n")])
  }

  /// Writes what is buffered; a full disk is an error, not lost output.
  package func flush() throws(SystemFailure) {
    if buffer.isEmpty { return }
    let bytes = buffer
    buffer.removeAll(keepingCapacity: true)
    try File.write(bytes, to: 1, named: Self.name)
  }

  /// What stdout is called in errors.
  fileprivate static let name = "standard output"

  /// Lets what is written to stdout meanwhile, by whichever process, go to stderr.
  func aside<Value>(_ body: () throws -> Value) throws -> Value {
    try flush()
    let kept = fcntl(1, F_DUPFD_CLOEXEC, 3)
    guard kept >= 0, dup2(2, 1) >= 0 else { throw SystemFailure("write to", "standard error") }
    defer {
      dup2(kept, 1)
      close(kept)
    }
    return try body()
  }

  /// Says something on stderr.
  package func talk(_ text: String) {
    // What an argument or a name holds isn't for the terminal as it is.
    let text = text.utf8.contains(0x1B) ? Text(text).printable.string : text
    // Nobody is left to tell when stderr itself is closed.
    try? File.write(Array((text + "\n").utf8), to: 2, named: "standard error")
  }

  /// Draws on stderr, a terminal: no line of its own, and nothing that is missed.
  func draw(_ text: String) {
    try? File.write(Array(text.utf8), to: 2, named: "standard error")
  }

  /// Prints an error in git's form.
  package func report(_ failure: any Failure, as word: String = "fatal") {
    let cause = failure.cause.map { $0.hasSuffix("\n") ? String($0.dropLast()) : $0 }
    // A traceback comes first, as Python prints it; a sentence explains ours.
    let isLong = cause?.contains("\n") == true
    if let cause, isLong { talk(cause) }
    talk("\(word): \(failure.message)")
    if let cause, !isLong { talk("cause: \(cause)") }
    if let hint = failure.hint { talk("hint: \(hint)") }
  }
}

extension SystemFailure {
  /// Whether it's stdout that can't be written.
  var isOfOutput: Bool { subject == Output.name }
}
