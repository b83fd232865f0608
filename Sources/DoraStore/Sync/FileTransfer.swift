import DoraModel
import DoraSystem
import Glibc

/// Copies XPs' files between output folders; the `rsync` program does it.
package struct FileTransfer {
  private let program: String
  private let environment: [String: String]
  private let trace: ([String]) -> Void

  package init(environment: [String: String], trace: @escaping ([String]) -> Void) throws {
    let search = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    guard let program = Path.executable("rsync", on: search) else {
      throw SyncFailure.files("there is no rsync on PATH")
    }
    self.program = program
    self.environment = environment
    self.trace = trace
  }

  /// Which files of an XP are copied, and when they give way.
  package enum Kind: CaseIterable, Sendable {
    /// Checkpoints and whatever else the program wrote; what is newer where it goes stays.
    case files
    /// Logs and states of runs; their names are numbers of jobs, which another store may have given too.
    case runs

    fileprivate var words: [String] {
      switch self {
      case .files:
        // Histories go with the records; the link to the code leads out of the folder.
        ["--update"]
          + ["runs/", "history.json", "history.jsonl", ".argv.json", "code"].map {
            "--exclude=/*/\($0)"
          }
      case .runs: ["--ignore-existing", "--include=/*/", "--include=/*/runs/***", "--exclude=*"]
      }
    }
  }

  /// Copies the folders of these names below `source` to below `target`; either may be `host:path` or an ssh address.
  package func copy(_ names: [String], from source: String, to target: String) throws {
    if names.isEmpty { return }
    for kind in Kind.allCases { try copy(names, kind, from: source, to: target) }
  }

  private func copy(
    _ names: [String], _ kind: Kind, from source: String, to target: String
  ) throws {
    let words = [
      "--recursive", "--links", "--perms", "--times", "--safe-links", "--ignore-missing-args",
      "--partial-dir=.rsync-partial",
    ]
    try run(words + kind.words, names.map { "\($0)/" }, from: source, to: target)
  }

  /// Copies files of these names, as far as they are there and not in the other folder, from one folder to another.
  package func copy(files names: [String], from source: String, to target: String) throws {
    if names.isEmpty { return }
    try run(
      ["--ignore-existing", "--ignore-missing-args", "--times"], names, from: source, to: target)
  }

  /// Whether there is a file at `address`.
  func exists(_ address: String) -> Bool {
    let (place, port) = Self.place(address)
    let words = [program, "--list-only", "--dirs"] + shell(port) + ["--", place]
    trace(words)
    guard let scratch = try? Scratch(),
      let child = try? Child.start(
        words.map { Text($0) }, environment: environment,
        streams: Child.Streams(output: scratch.file, error: scratch.file))
    else { return false }
    return child.wait() == .exit(0)
  }

  private func run(
    _ options: [String], _ names: [String], from source: String, to target: String
  ) throws {
    let (from, port) = Self.place(source)
    let (to, otherPort) = Self.place(target)
    let words =
      [program] + options + ["--mkpath", "--files-from=-", "--from0"] + shell(port ?? otherPort)
      + ["--", from + "/", to + "/"]
    trace(words)
    let list = Array(names.joined(separator: "\0").utf8) + [0]
    let input = try Scratch(list)
    let said = try Scratch()
    let child = try Child.start(
      words.map { Text($0) }, environment: environment,
      streams: Child.Streams(input: input.file, output: 2, error: said.file))
    let end = child.wait()
    if end == .exit(0) { return }
    let reason = String(decoding: try said.contents(), as: UTF8.self).split(separator: "\n")
    throw SyncFailure.files(reason.first.map(String.init) ?? "rsync failed")
  }

  /// How hosts are reached: as git does, whose command is for a shell to read.
  private func shell(_ port: Int?) -> [String] {
    let port = port.map { " -p \($0)" } ?? ""
    if environment["GIT_SSH_COMMAND"] != nil {
      return [#"--rsh=sh -c 'eval "exec $GIT_SSH_COMMAND \"\$@\""' ssh\#(port)"#]
    }
    return port.isEmpty ? [] : ["--rsh=ssh\(port)"]
  }

  /// An address as rsync has it, and the port that it names: `ssh://host:22/path` is `host:/path`.
  private static func place(_ address: String) -> (String, port: Int?) {
    guard address.hasPrefix("ssh://") else { return (address, nil) }
    let rest = address.dropFirst("ssh://".count)
    let host = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(host.count)
    guard let colon = host.lastIndex(of: ":"), let port = Int(host[host.index(after: colon)...])
    else { return ("\(host):\(path)", nil) }
    return ("\(host[..<colon]):\(path)", port)
  }
}
