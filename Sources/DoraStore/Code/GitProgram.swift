import DoraModel
import DoraSystem
import Glibc

/// The `git` program, at work on a project's own repository.
struct GitProgram {
  enum Answer {
    case output([UInt8])
    /// The status it ended with, and what it said.
    case failed(Int32, String)
  }

  let path: String
  let directory: String
  /// What it finds in its environment.
  let variables: [String: String]
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
    variables = environment
  }

  /// The one on the `PATH` of `environment`; nil when there is none.
  static func find(
    directory: String, environment: [String: String], trace: @escaping ([String]) -> Void
  ) -> GitProgram? {
    let search = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    return Path.executable("git", on: search).map {
      GitProgram(path: $0, directory: directory, environment: environment, trace: trace)
    }
  }

  private static let local = [
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE",
    "GIT_IMPLICIT_WORK_TREE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE",
    "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
  ]

  /// Whether the user's own file system monitor is asked what has changed.
  private var isWatching = false

  /// What holds for every call: no hook of the user's runs, and no daemon is started.
  private var settings: [String] {
    ["-c", "core.hooksPath=/dev/null"] + (isWatching ? [] : ["-c", "core.fsmonitor=false"])
  }

  /// The same program, which asks the file system monitor that the user has set up.
  func watching() -> GitProgram {
    var git = self
    git.isWatching = true
    return git
  }

  /// The same program with more variables, or in another folder.
  func with(_ added: [String: String] = [:], in folder: String? = nil) -> GitProgram {
    GitProgram(
      path: path, directory: folder ?? directory, environment: variables, trace: trace,
      adding: added)
  }

  private init(
    path: String, directory: String, environment: [String: String],
    trace: @escaping ([String]) -> Void, adding added: [String: String]
  ) {
    self.path = path
    self.directory = directory
    self.trace = trace
    self.variables = environment.merging(added) { $1 }
  }

  /// Runs it to its end; `input` is what it reads, and `hear` gets what it says beside an answer.
  func run(
    _ words: [String], input: [UInt8] = [], hear: ([UInt8]) -> Void = { _ in }
  ) throws(StoreFailure) -> Answer {
    do throws(SystemFailure) {
      let source = input.isEmpty ? nil : try Scratch(input)
      // Reading two pipes at once could stop both; its words are seldom wanted.
      let said = try Scratch()
      let (output, end) = try ask(settings + words, source?.file, said.file)
      if end == .exit(0) {
        hear(try said.contents())
        return .output(output)
      }
      let status: Int32 = if case .exit(let status) = end { status } else { 128 }
      let reason = String(decoding: try said.contents(), as: UTF8.self).split(separator: "\n")
      return .failed(status, reason.joined(separator: "; "))
    } catch {
      throw .system(error)
    }
  }

  private func ask(
    _ words: [String], _ input: Int32?, _ errors: Int32
  ) throws(SystemFailure) -> (output: [UInt8], end: Child.End) {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard null >= 0 else { throw SystemFailure("open", "/dev/null") }
    defer { close(null) }
    let pipe = try Pipe()
    defer { close(pipe.reading) }
    trace([path] + words)
    let streams = Child.Streams(input: input ?? null, output: pipe.writing, error: errors)
    let child: Child
    do throws(SystemFailure) {
      child = try Child.start(
        ([path] + words).map { Text($0) }, environment: variables, directory: directory,
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
