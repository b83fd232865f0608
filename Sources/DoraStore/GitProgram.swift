import DoraModel
import DoraSystem
import Glibc

/// The `git` program, asked about a project's own repository.
struct GitProgram {
  enum Answer {
    case output([UInt8])
    /// The status it ended with, and what it said.
    case failed(Int32, String)
  }

  private let path: String
  private let directory: String
  private let environment: [String: String]
  private let trace: ([String]) -> Void

  init(
    path: String, directory: String, environment: [String: String],
    trace: @escaping ([String]) -> Void
  ) {
    self.path = path
    self.directory = directory
    self.trace = trace
    var environment = environment
    // A hook of git's that calls us sets these for its own repository; the project's is found from its folder.
    for name in Self.local { environment[name] = nil }
    // Reading must not refresh the index on disk, as git status otherwise does.
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    environment["GIT_TERMINAL_PROMPT"] = "0"
    environment["LC_ALL"] = "C"
    self.environment = environment
  }

  private static let local = [
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE",
    "GIT_IMPLICIT_WORK_TREE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE",
  ]

  /// Runs it to its end.
  func run(_ words: [String]) throws(StoreFailure) -> Answer {
    do throws(SystemFailure) {
      let (output, end) = try ask(words, errors: false)
      if end == .exit(0) { return .output(output) }
      // Only now are its words wanted. Reading two pipes at once could stop both.
      let (words, last) = try ask(words, errors: true)
      let status: Int32 = if case .exit(let status) = last { status } else { 128 }
      let reason = String(decoding: words, as: UTF8.self).split(separator: "\n")
      return .failed(status, reason.joined(separator: "; "))
    } catch {
      throw .system(error)
    }
  }

  private func ask(
    _ words: [String], errors: Bool
  ) throws(SystemFailure) -> (output: [UInt8], end: Child.End) {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard null >= 0 else { throw SystemFailure("open", "/dev/null") }
    defer { close(null) }
    let pipe = try Pipe()
    defer { close(pipe.reading) }
    trace([path] + words)
    let streams = Child.Streams(
      input: null, output: errors ? null : pipe.writing, error: errors ? pipe.writing : null)
    let child: Child
    do throws(SystemFailure) {
      child = try Child.start(
        ([path] + words).map { Text($0) }, environment: environment, directory: directory,
        streams: streams)
    } catch {
      close(pipe.writing)
      throw error
    }
    close(pipe.writing)
    let output = try File.contents(of: pipe.reading, named: path)
    return (output, child.wait())
  }
}
