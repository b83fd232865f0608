import DoraModel
import DoraSystem
import Glibc

/// What a program printed, and how it ended.
struct Answer {
  var output = ""
  /// Its words on stderr, on one line.
  var error = ""
  /// nil: it took too long.
  var end: Child.End?

  /// When somebody who waits for an answer begins to doubt that there will be any.
  private static let doubt = 2.0

  /// Runs `words` to its end, or for `seconds`: then it's killed, or, where it `mayStay`, left to itself.
  ///
  /// What has said nothing for 2 s is waited for as long as `isHopeful`, which is asked once.
  static func of(
    _ words: [String], environment: [String: String], directory: String, keeping: [Int32],
    seconds: Double, mayStay: Bool = false, isHopeful: () -> Bool = { true }
  ) throws(SystemFailure) -> Answer {
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard null >= 0 else { throw SystemFailure("open", "/dev/null") }
    defer { close(null) }
    let out = try Pipe()
    defer { close(out.reading) }
    let err: Pipe
    do throws(SystemFailure) { err = try Pipe() } catch {
      close(out.writing)
      throw error
    }
    defer { close(err.reading) }
    let child: Child
    do throws(SystemFailure) {
      child = try Child.start(
        words.map { Text($0) }, environment: environment, directory: directory,
        streams: Child.Streams(input: null, output: out.writing, error: err.writing, kept: keeping),
        // Ctrl-C is for us alone, where an end half-way would leave everybody in doubt.
        session: mayStay ? .group : .shared)
    } catch {
      close(out.writing)
      close(err.writing)
      throw error
    }
    close(out.writing)
    close(err.writing)
    var answer = Answer()
    var bytes: [[UInt8]] = [[], []]
    let pipes = [out.reading, err.reading]
    var isWhole = drain(pipes, into: &bytes, within: min(doubt, seconds))
    if !isWhole, seconds > doubt, !bytes[0].isEmpty || isHopeful() {
      isWhole = drain(pipes, into: &bytes, within: seconds - doubt)
    }
    if isWhole {
      answer.end = child.wait()
    } else if !mayStay {
      kill(child.pid, SIGKILL)
      _ = child.wait()
    }
    answer.output = String(decoding: bytes[0], as: UTF8.self)
    // Who tries again says the same again.
    var said: Set<Substring> = []
    answer.error = String(decoding: bytes[1], as: UTF8.self).split(separator: "\n")
      .filter { said.insert($0).inserted }.joined(separator: "; ")
    return answer
  }

  /// Reads several pipes to their end; false when that didn't come in time.
  private static func drain(
    _ files: [Int32], into bytes: inout [[UInt8]], within seconds: Double
  ) -> Bool {
    var polled = files.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var left = seconds * 1000
    while polled.contains(where: { $0.fd >= 0 }) {
      let step = min(left, 200)
      let count = poll(&polled, nfds_t(polled.count), Int32(step))
      // A signal came: what is said of the pipes is said of the time before.
      if count < 0 { continue }
      if count == 0 {
        left -= step
        if left <= 0 { return false }
        continue
      }
      for i in polled.indices where polled[i].fd >= 0 && polled[i].revents != 0 {
        let got = read(polled[i].fd, &chunk, chunk.count)
        if got > 0 {
          bytes[i].append(contentsOf: chunk[..<got])
        } else if got == 0 || errno != EINTR {
          polled[i].fd = -1
        }
      }
    }
    return true
  }
}
