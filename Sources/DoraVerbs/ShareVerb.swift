import DoraModel
import DoraPrograms
import DoraSystem

/// XPs as a text to paste into a mail, the one that the Python tool reads and writes.
///
/// It's the list of their argument lists as JSON, compressed by zlib, in base64, 70 letters a line.
package struct ShareVerb {
  private let project: Project
  private let choice: ProgramChoice
  private static let width = 70

  package init(_ project: Project, _ choice: ProgramChoice = ProgramChoice()) {
    self.project = project
    self.choice = choice
  }

  /// Why a text isn't one that was exported.
  package struct Malformed: Failure {
    package let message: String
    package var hint: String? { "it begins and ends as 'dora export' printed it" }
  }

  /// The text for the XPs named.
  package func export(_ names: [String]) throws -> String {
    let naming = Naming(project, choice)
    let argvs = try names.map { name in
      JSON.array(try naming.xp(name).argv.map { .text($0) })
    }
    let letters = Base64.encoded(Zlib.compressed(PythonJSON.bytes(.array(argvs))))
    let lines = stride(from: 0, to: letters.count, by: Self.width).map { start in
      String(decoding: letters[start..<min(start + Self.width, letters.count)], as: UTF8.self)
    }
    return lines.joined(separator: "\n")
  }

  /// Makes the XPs of a text known, with their folders.
  package func read(_ text: [UInt8]) throws -> [XP] {
    guard let packed = Base64.decoded(text), !packed.isEmpty,
      let bytes = Zlib.decompressed(packed), let json = try? JSONReader.read(bytes),
      let lists = json.array
    else { throw Malformed(message: "the text is no exported XPs") }
    let argvs = try lists.map { list in
      guard let argv = list.texts, !argv.contains(where: { $0.bytes.contains(0) }) else {
        throw Malformed(message: "the text holds something else than argument lists")
      }
      return argv
    }
    let program = try project.program(choice)
    let verb = SignVerb(project, program: program)
    let signed = try verb.sign(argvs)
    let pad = LaunchPad(project)
    return try verb.store(argvs, signed, keepGoing: false).map { outcome in
      switch outcome {
      case .failed(let failure): throw failure
      case .xp(let xp):
        try pad.makeFolder(of: xp)
        try pad.share(xp, program)
        return xp
      }
    }
  }
}
