import DoraTestSupport
import Foundation
import Testing

/// The pages that the executable carries, for machines without man(1), are what mandoc(1) makes of them.
@Suite struct EmbeddedManualTests {
  private static let dora = ToyProject.tools + "/dora"

  /// A place where there is no man(1).
  private func bare(_ environment: [String: String] = [:]) -> Command {
    Command(
      in: "/", environment: ["PATH": ToyProject.tools].merging(environment) { $1 })
  }

  /// A page as mandoc lays it out; bold and underlined letters are overstruck.
  private func mandoc(_ file: String, width: Int, device: String = "utf8") throws -> String {
    let words = [
      "/usr/bin/mandoc", "-I", "os=dora 0.1.0", "-T", device, "-O", "width=\(width)", file,
    ]
    return try Command(in: ManualPage.folder.path).run(words).out
  }

  private static var overstrike: Regex<Substring> { #/.\x{8}/# }

  @Test(arguments: ManualPage.files)
  func `without man(1) a page is laid out by us, as wide as the terminal`(file: String) throws {
    for width in [60, 78, 130] {
      let outcome = try bare(["MANWIDTH": "\(width + 2)"]).run([Self.dora, "help", file])
      let wanted = try mandoc(file, width: width).replacing(Self.overstrike, with: "")
      #expect(outcome.out == wanted)
      #expect(outcome.status == 0)
    }
  }

  @Test func `where the locale is not Unicode a page is ASCII`() throws {
    for file in ["dora-grid.5", "dora-gc.1"] {
      let outcome = try bare(["LANG": "C", "MANWIDTH": "80"]).run([Self.dora, "help", file])
      let wanted = try mandoc(file, width: 78, device: "ascii")
      // An apostrophe stands for either quote in both.
      #expect(outcome.out == wanted.replacing(Self.overstrike, with: "").replacing("`", with: "'"))
    }
  }

  /// Letters with how they look: bold, underlined or plain.
  private struct Look: Equatable, CustomStringConvertible {
    var letters: [String] = []
    var description: String { letters.joined() }

    mutating func add(_ letter: Character, _ face: String) {
      // An overstruck underscore may be either.
      letters.append(letter.isWhitespace ? " " : letter == "_" ? "_" : "\(letter)\(face)")
    }

    init(overstruck text: String) {
      var rest = Array(text.unicodeScalars)[...]
      while let first = rest.popFirst() {
        if rest.first == "\u{8}", rest.count > 1 {
          add(Character(rest[rest.startIndex + 1]), first == "_" ? "4" : "1")
          rest = rest.dropFirst(2)
        } else {
          add(Character(first), "")
        }
      }
    }

    init(terminal text: String) {
      var face = ""
      var rest = text.replacing("\r\n", with: "\n")[...]
      while !rest.isEmpty {
        if let match = rest.prefixMatch(of: #/\x{1B}\[(\d)m/#) {
          face = match.1 == "0" ? "" : String(match.1)
          rest = rest[match.range.upperBound...]
        } else {
          add(rest.removeFirst(), face)
        }
      }
    }
  }

  @Test(arguments: ["dora-sig.1", "dora-grid.5", "dora-gc.1", "dora-store.5", "dora-config.1"])
  func `on a terminal a page is bold and underlined where it should be`(file: String) throws {
    let environment = [
      "MANWIDTH": "80", "DORA_PAGER": "cat", "TERM": "xterm", "SHELL": "/bin/sh",
    ]
    let outcome = try bare(environment).run(
      ["/usr/bin/script", "-qec", "\(Self.dora) help \(file)", "/dev/null"])
    let wanted = Look(overstruck: try mandoc(file, width: 78))
    #expect(wanted.letters.contains("S1"))
    #expect(Look(terminal: outcome.out) == wanted)
  }

  @Test func `a dumb terminal gets plain text`() throws {
    let outcome = try bare(["DORA_PAGER": "cat", "TERM": "dumb", "SHELL": "/bin/sh"]).run(
      ["/usr/bin/script", "-qec", "\(Self.dora) help sig", "/dev/null"])
    #expect(outcome.out.contains("DESCRIPTION"))
    #expect(!outcome.out.contains("\u{1B}"))
  }

  @Test func `a page goes through the pager of the manual`() throws {
    let project = try ToyProject()
    try project.sandbox.write(
      "#!/bin/sh\necho \"paged by $0\"\nexec /bin/cat\n", to: "pager", executable: true)
    let environment = ["MANPAGER": project.sandbox.file("pager"), "TERM": "xterm"]
    let outcome = try bare(environment.merging(["SHELL": "/bin/sh"]) { $1 }).run(
      ["/usr/bin/script", "-qec", "\(Self.dora) help sig", "/dev/null"])
    #expect(outcome.out.contains("paged by"), "\(outcome.out)")
    #expect(outcome.out.contains("EXIT STATUS"))
  }

  @Test func `a verb's --help is its page, by any name`() throws {
    for words in [
      ["dora", "sig", "--help"], ["dora-sig", "-n", "--help"], ["dora", "help", "sig"],
    ] {
      let outcome = try bare().run([ToyProject.tools + "/" + words[0]] + words.dropFirst())
      #expect(outcome.status == 0)
      #expect(outcome.out.hasPrefix("DORA-SIG(1)"), "\(words): \(outcome.out)\(outcome.error)")
      #expect(outcome.error.isEmpty)
    }
    for (topic, page) in [
      ("dora", "DORA(1)"), ("config", "DORA-CONFIG(1)"), ("doraconfig", "DORACONFIG(5)"),
      ("grid", "DORA-GRID(1)"), ("grid.5", "DORA-GRID(5)"), ("dora-grid(5)", "DORA-GRID(5)"),
      ("tutorial", "DORA-TUTORIAL(7)"),
    ] {
      #expect(try bare().run([Self.dora, "help", topic]).out.hasPrefix(page), "\(topic)")
    }
  }

  @Test func `all pages are listed with what they're about`() throws {
    let outcome = try bare().run([Self.dora, "help", "--all"])
    for file in ManualPage.files {
      let page = try ManualPage(file)
      #expect(
        outcome.lines.contains { $0.hasPrefix("   \(page.name) ") && $0.hasSuffix(page.about) },
        "\(file)")
    }
    #expect(outcome.lines.filter { $0.hasPrefix("   ") }.count == ManualPage.files.count)
  }

  @Test func `what has no page is an error that names the nearest`() throws {
    let project = try ToyProject()
    let near = try project.run("dora help tutoriel")
    #expect(near.status == 129)
    #expect(
      near.error == """
        fatal: no manual page on 'tutoriel'
        hint: did you mean 'dora help tutorial'?

        """)
    #expect(try project.run("dora help xyzzy").error.contains("hint: 'dora help --all' lists all"))
    #expect(try project.run("dora help --xyzzy").status == 129)
    #expect(try project.run("dora -c alias.s='sig --json' help s").out.contains("is aliased to"))
  }
}
