import DoraModel
import DoraSystem
import Glibc

/// A grid that a program in any language prints, an XP a line.
struct ExecutableGrid {
  let path: String
  let name: String
  let directory: String
  let environment: [String: String]

  /// The lines that it prints, once it has ended well; what it says on stderr is the terminal's.
  func lines() throws -> [UInt8] {
    let pipe = try Pipe()
    defer { close(pipe.reading) }
    let child: Child
    do {
      defer { close(pipe.writing) }
      let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
      defer { if null >= 0 { close(null) } }
      child = try Child.start(
        [Text(path)], environment: environment, directory: directory,
        streams: Child.Streams(input: max(null, 0), output: pipe.writing, error: 2))
    }
    let bytes = try File.contents(of: pipe.reading, named: path)
    switch child.wait() {
    case .exit(0): return bytes
    case .exit(let status): throw ProgramFailure.gridEnded(grid: name, how: "status \(status)")
    case .signal(let signal): throw ProgramFailure.gridEnded(grid: name, how: "signal \(signal)")
    }
  }
}
