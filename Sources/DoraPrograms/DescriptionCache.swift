import DoraModel
import DoraSystem

/// Descriptions of programs on disk, each with the answers that Python gave for it.
///
/// A file holds the description of one program as one interpreter sees it. It's used only while the interpreter, the
/// client and every file that the import read are unchanged.
struct DescriptionCache {
  private let folder: String
  private let identity: JSON

  /// A cache below `folder` for one program, as one interpreter and one client see it.
  init(folder: String, identity: JSON) {
    self.folder = folder
    self.identity = identity
  }

  private var name: String { SHA1.digest(PythonJSON.bytes(identity)).hex }
  private var path: String { Path.join(folder, name + ".json") }
  private var sourcePath: String { Path.join(folder, name + ".source") }
  private var answersPath: String { Path.join(folder, name + ".answers") }

  /// A description, and of a Hydra program what it takes of its usual configuration.
  struct Entry {
    let description: JSON
    let standing: String?
  }

  /// The description that was kept last, true or not: good enough to suggest something.
  func last() -> Entry? { entry(path) }

  /// The same, of what the program's source alone told.
  func lastBySource() -> Entry? {
    entry(sourcePath).flatMap {
      $0.description["by_source"] == JSON(SourceDescription.version) ? $0 : nil
    }
  }

  /// Whichever there is, for who only suggests something.
  func lastOfAny() -> Entry? { last() ?? lastBySource() }

  private func entry(_ path: String) -> Entry? {
    guard let bytes = try? File.contents(path), let kept = try? JSONReader.read(bytes),
      kept["identity"] == identity, let description = kept["description"]
    else { return nil }
    return Entry(description: description, standing: kept["standing"]?.string)
  }

  /// Keeps a new description; what Python answered under the old one is forgotten first.
  func keep(_ entry: Entry) throws(SystemFailure) {
    try File.makeFolders(folder)
    let isBySource = entry.description["by_source"] != nil
    if !isBySource { try File.removeAll(answersPath) }
    try File.replace(
      isBySource ? sourcePath : path,
      with: PythonJSON.bytes([
        "identity": identity, "description": entry.description, "standing": JSON(entry.standing),
      ]))
  }

  /// What an answer depends on beside the description.
  struct Circumstances {
    /// The digest of a config directory.
    let tree: String?
    let environment: [String: String]

    /// Whether the variables that were looked up for an answer are what they were.
    func hold(for answer: JSON) -> Bool {
      (answer["environment"]?.array ?? []).allSatisfy { entry in
        guard let pair = entry.array, pair.count == 2, let name = pair[0].string else {
          return false
        }
        return JSON(environment[name]) == pair[1]
      }
    }
  }

  /// The answers that Python gave under this description and in these circumstances, by argument list.
  func answers(for description: JSON, in circumstances: Circumstances) -> [JSON: JSON] {
    guard let bytes = try? File.contents(answersPath) else { return [:] }
    var answers: [JSON: JSON] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // A line that a killed process left half-written is asked again, no more.
      guard let entry = try? JSONReader.read(Array(line)),
        entry["taken"] == description["taken_ns"],
        entry["tree"] ?? .null == JSON(circumstances.tree),
        let argv = entry["argv"], let answer = entry["answer"], circumstances.hold(for: answer)
      else { continue }
      answers[argv] = answer
    }
    return answers
  }

  /// Adds answers; other processes may be adding theirs.
  func keep(
    answers: [(argv: JSON, answer: JSON)], for description: JSON, tree: String?
  ) throws(SystemFailure) {
    var lines: [UInt8] = []
    for (argv, answer) in answers {
      let entry: JSON = [
        "taken": description["taken_ns"] ?? .null, "tree": JSON(tree), "argv": argv,
        "answer": answer,
      ]
      lines += PythonJSON.bytes(entry) + [UInt8(ascii: "\n")]
    }
    try File.append(lines, to: answersPath)
  }
}
