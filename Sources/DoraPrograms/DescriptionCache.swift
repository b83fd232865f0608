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
  private var answersPath: String { Path.join(folder, name + ".answers") }

  /// The description, when there is one that is still true.
  func description() -> JSON? {
    guard let bytes = try? File.contents(path), let kept = try? JSONReader.read(bytes),
      kept["identity"] == identity, let description = kept["description"],
      let fingerprint = Fingerprint(description: description), fingerprint.isCurrent()
    else { return nil }
    return description
  }

  /// Keeps a new description; what Python answered under the old one is forgotten first.
  func keep(_ description: JSON) throws(SystemFailure) {
    try File.makeFolders(folder)
    try File.removeAll(answersPath)
    try File.replace(
      path, with: PythonJSON.bytes(["identity": identity, "description": description]))
  }

  /// The answers that Python gave under this description, by argument list.
  func answers(for description: JSON) -> [JSON: JSON] {
    guard let bytes = try? File.contents(answersPath) else { return [:] }
    var answers: [JSON: JSON] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // A line that a killed process left half-written is asked again, no more.
      guard let entry = try? JSONReader.read(Array(line)),
        entry["taken"] == description["taken_ns"],
        let argv = entry["argv"], let answer = entry["answer"]
      else { continue }
      answers[argv] = answer
    }
    return answers
  }

  /// Adds answers; other processes may be adding theirs.
  func keep(
    answers: [(argv: JSON, answer: JSON)], for description: JSON
  ) throws(SystemFailure) {
    var lines: [UInt8] = []
    for (argv, answer) in answers {
      let entry: JSON = [
        "taken": description["taken_ns"] ?? .null, "argv": argv, "answer": answer,
      ]
      lines += PythonJSON.bytes(entry) + [UInt8(ascii: "\n")]
    }
    try File.append(lines, to: answersPath)
  }
}
