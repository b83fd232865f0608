import CSystem
import DoraModel
import Glibc

/// A process that we started.
package struct Child: Sendable {
  package let pid: pid_t

  /// In which session a child lives.
  package enum Session: Int32, Sendable {
    /// Ours: the terminal's keys reach it.
    case shared = 0
    /// A new one: no terminal, its own process group; it survives logout.
    case own = 1
    /// Ours, but in a process group of its own.
    case group = 2
  }

  /// What binds a child to us beside its session.
  package struct Ties: OptionSet, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    /// The kernel kills it when we end, even by SIGKILL.
    package static let diesWithUs = Ties(rawValue: Int32(DORA_DIES_WITH_US))
    /// What we ignore it ignores too, so that `nohup` reaches it through us.
    package static let keepsIgnored = Ties(rawValue: Int32(DORA_KEEP_IGNORED))
  }

  /// Where a child's descriptors 0, 1 and 2 lead, and which others it keeps.
  package struct Streams: Sendable {
    package var input: Int32 = 0
    package var output: Int32 = 1
    package var error: Int32 = 2
    package var kept: [Int32] = []

    package init(input: Int32 = 0, output: Int32 = 1, error: Int32 = 2, kept: [Int32] = []) {
      self.input = input
      self.output = output
      self.error = error
      self.kept = kept
    }
  }

  /// How a child ended.
  package enum End: Hashable, Sendable {
    case exit(Int32)
    case signal(Int32)
  }

  /// Starts `words`, whose first is an executable's path.
  package static func start(
    _ words: [Text], environment: [String: String], directory: String? = nil,
    streams: Streams = Streams(), session: Session = .shared, ties: Ties = []
  ) throws(SystemFailure) -> Child {
    var pid: pid_t = 0
    let path = words.first?.string ?? ""
    let status = withCStrings(words.map(\.bytes)) { argv in
      withCStrings(environment.map { Array("\($0.key)=\($0.value)".utf8) }) { envp in
        dora_spawn(
          &pid, argv[0], argv, envp, directory, streams.input, streams.output, streams.error,
          streams.kept, Int32(streams.kept.count), session.rawValue | ties.rawValue)
      }
    }
    guard status == 0 else { throw SystemFailure("run", path, code: status) }
    return Child(pid: pid)
  }

  /// Waits until it has ended.
  package func wait() -> End {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return Self.end(status)
  }

  /// How it ended, or nil as long as it runs.
  package func end() -> End? {
    var status: Int32 = 0
    let found = waitpid(pid, &status, WNOHANG)
    if found == 0 { return nil }
    // Somebody else has waited for it; how it ended can't be known any more.
    return found == pid ? Self.end(status) : .exit(-1)
  }

  private static func end(_ status: Int32) -> End {
    let signal = status & 0x7F
    return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
  }

  /// Calls `body` with a NULL-ended array of C strings.
  private static func withCStrings<R>(
    _ strings: [[UInt8]], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
  ) -> R {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: strings.count + 1)
    for (i, string) in strings.enumerated() {
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: string.count + 1)
      for (k, byte) in string.enumerated() { copy[k] = CChar(bitPattern: byte) }
      copy[string.count] = 0
      pointers[i] = copy
    }
    pointers[strings.count] = nil
    defer {
      for i in strings.indices { pointers[i]?.deallocate() }
      pointers.deallocate()
    }
    return body(pointers)
  }
}
