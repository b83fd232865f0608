import DoraModel
import DoraSystem
import DoraVerbs
import Glibc

/// What a command line has beside its words: the terminal, the environment and the project.
final class Console {
  let output = Output()

  /// Everything of the world that verbs may know.
  func context() throws -> Context {
    let environment = Self.environment
    let isTracing = !["", "0"].contains(environment["DORA_TRACE"] ?? "")
    let output = UnsafeTalk(output)
    return Context(
      directory: try Self.directory(environment), environment: environment, host: Self.host,
      client: Installation.client(environment), now: { Self.time },
      newID: { Self.newID }, launcher: Installation.launcher,
      trace: { if isTracing { output.trace($0) } },
      notice: { output.talk("warning: " + $0) }, progress: { SlowNotice.tell($0, of: $1) })
  }

  /// What --color said, or else color.ui.
  var colorChoice: ColorChoice?
  /// What our output goes to, if it's paged.
  var pager: Pager?

  /// Whether a person types, who is told of settings that nothing takes notice of; scripts aren't, a thousand times.
  var isPorcelain = false

  /// The project of the working directory.
  func project(isWarning: Bool = true) throws -> Project {
    let project = try Project.find(try context())
    let color = project.configuration["color.ui"]
    if colorChoice == nil { colorChoice = color.flatMap { ColorChoice(rawValue: $0) } }
    if isPorcelain, isWarning {
      isPorcelain = false
      if let color, let wanted = KnownSetting.find("color.ui")?.refusal(of: color) {
        output.talk("warning: bad value '\(color)' for 'color.ui'\nhint: it takes \(wanted)")
      }
      for (setting, nearest) in project.unknownSettings {
        warn(unknown: setting.name, in: setting.path, nearest: nearest)
      }
    }
    return project
  }

  /// Says that a setting isn't one of ours.
  func warn(unknown name: String, in path: String? = nil, nearest: String?) {
    output.talk("warning: unknown setting '\(name)'" + (path.map { " in '\($0)'" } ?? ""))
    if let nearest { output.talk("hint: did you mean '\(nearest)'?") }
  }

  /// Arguments that aren't UTF-8 can't be signed, stored or shown.
  func checkArguments() throws(BadArgument) {
    for i in 1..<max(1, Int(CommandLine.argc)) {
      guard let word = CommandLine.unsafeArgv[i] else { continue }
      if String(validatingCString: word) == nil { throw BadArgument(place: i) }
    }
  }

  /// An argument that isn't text.
  struct BadArgument: Failure {
    let place: Int
    var exit: Exit { .usage }
    var message: String { "argument \(place) is not UTF-8" }
  }

  /// Lets a `Sendable` closure say something; a tool has one thread.
  private struct UnsafeTalk: @unchecked Sendable {
    private let output: Output
    init(_ output: Output) { self.output = output }
    func talk(_ text: String) { output.talk(text) }
    func trace(_ words: [String]) {
      output.talk("trace: " + ArgumentLine.quoted(words.map { Text($0) }))
    }
  }

  static var environment: [String: String] {
    var found: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        found[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next += 1
    }
    return found
  }

  /// The working directory as the shell names it, links and all, when that's true.
  private static func directory(_ environment: [String: String]) throws(SystemFailure) -> String {
    guard let real = Path.real(".") else { throw SystemFailure("open", "the working directory") }
    if let shown = environment["PWD"], shown.hasPrefix("/"), Path.real(shown) == real {
      return shown
    }
    return real
  }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return name.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? "localhost"
    }
  }

  /// Seconds since 1970.
  var now: Double { Self.time }

  private static var time: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec / 1000) / 1e6
  }

  private static var newID: String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
