import DoraTestSupport
import Foundation
import Testing

/// The manual is complete, well-formed, and true.
@Suite struct ManualTests {
  /// The verbs, as `dora` itself lists them.
  static func verbs() throws -> [String] {
    let outcome = try Command(in: "/").run([ToyProject.tools + "/dora", "--help"])
    let words = outcome.lines.filter { $0.hasPrefix("   ") }.compactMap {
      $0.split(separator: " ").first
    }
    // A tool that is more, or less, than the verb stands there by its whole name.
    return Set(words.map { String($0.hasPrefix("dora-") ? $0.dropFirst(5) : $0) }).sorted()
  }

  @Test func `every verb has a page, and every page of a command has a verb`() throws {
    let verbs = try Self.verbs()
    #expect(verbs.count >= 10)
    let commands = ManualPage.files.filter { $0.hasPrefix("dora-") && $0.hasSuffix(".1") }
    #expect(commands == verbs.map { "dora-\($0).1" }.sorted())
    #expect(ManualPage.files.contains("dora.1"))
    #expect(ManualPage.files.count > commands.count + 4)
  }

  @Test(arguments: ManualPage.files)
  func `a page has nothing that mandoc finds fault with`(file: String) throws {
    let outcome = try Command(in: ManualPage.folder.path).run(["mandoc", "-Tlint", file])
    // What its database knows of other pages is no matter of this one.
    #expect(outcome.lines.filter { !$0.contains("referenced manual not found") } == [])
  }

  @Test(arguments: ManualPage.files)
  func `a page has its sections, in the usual order`(file: String) throws {
    let page = try ManualPage(file)
    let usual = [
      "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ENVIRONMENT", "FILES", "EXIT STATUS",
      "EXAMPLES", "SEE ALSO",
    ]
    #expect(page.titles == usual.filter(page.titles.contains))
    let needed =
      page.section == 1 ? ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES"] : ["NAME"]
    for title in needed { #expect(page.titles.contains(title), "no \(title)") }
    #expect(!page.steps.isEmpty, "no examples")
  }

  @Test(arguments: ManualPage.files)
  func `a page refers to pages that there are`(file: String) throws {
    let references = try ManualPage(file).references.filter { $0.hasPrefix("dora") }
    #expect(!references.isEmpty)
    for reference in references { #expect(ManualPage.files.contains(reference)) }
  }

  private struct Dump: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    struct Argument: Decodable {
      let kind: String
      let names: [Name]?
      let shouldDisplay: Bool
      let valueName: String?
    }
    struct Command: Decodable { let arguments: [Argument]? }
    let command: Command
  }

  @Test func `a command's page explains its options, and no others`() throws {
    for verb in try Self.verbs() {
      // A page tells of the verb and of the tool of that name, which may be less.
      var commands = [["dora", verb]]
      if FileManager.default.isExecutableFile(atPath: ToyProject.tools + "/dora-\(verb)") {
        commands.append(["dora-\(verb)"])
      }
      let shown = try commands.flatMap { words in
        let outcome = try Command(in: "/").run(
          [ToyProject.tools + "/" + words[0]] + words.dropFirst() + ["--experimental-dump-help"])
        let dump = try JSONDecoder().decode(Dump.self, from: Data(outcome.out.utf8))
        return (dump.command.arguments ?? []).filter(\.shouldDisplay)
      }
      let names = shown.flatMap { $0.names ?? [] }.map {
        ($0.kind == "long" ? "--" : "-") + $0.name
      }
      let page = try ManualPage("dora-\(verb).1")
      #expect(page.options == Set(names).subtracting(["-h", "--help"]), "\(verb)")
      // Both say the same of what an option takes.
      for option in shown where option.kind == "option" {
        for name in option.names ?? [] {
          let word = (name.kind == "long" ? "--" : "-") + name.name
          #expect(page.values[word] == option.valueName, "\(verb) \(word)")
        }
      }
    }
  }

  @Test func `dora knows every option of its own page`() throws {
    let project = try ToyProject()
    let options = try ManualPage("dora.1").options
    #expect(options.count > 8)
    for option in options {
      let outcome = try project.run("dora \(option) toy --version")
      #expect(!outcome.error.contains("unknown option"), "\(option): \(outcome.error)")
    }
  }

  @Test(arguments: ManualPage.files)
  func `examples do what the page says`(file: String) throws {
    let project = try ToyProject()
    let place = try Sandbox()
    try place.write(project.sandbox.path, to: "folder")
    for step in try ManualPage(file).steps {
      // One shell a command, each in the folder that the one before left.
      let outcome = try project.run(
        """
        exec 2>&1; cd "$(cat \(place.file("folder")))"
        \(step.command)
        status=$?; pwd > \(place.file("folder")); exit $status
        """)
      let lines = outcome.out.split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast(outcome.out.hasSuffix("\n") ? 1 : 0).map(String.init)
      #expect(
        step.isAnswered(by: outcome.out.isEmpty ? [] : lines),
        "$ \(step.command)\n\(outcome.out)")
    }
  }

  @Test func `help is the page, the short form is the parser's`() throws {
    let project = try ToyProject()
    for line in ["dora help sig", "dora sig --help", "dora-sig --help", "dora-sig -n --help"] {
      let outcome = try project.run(line)
      #expect(outcome.status == 0)
      #expect(outcome.lines.first?.hasPrefix("DORA-SIG(1)") == true, "\(line): \(outcome.out)")
      #expect(outcome.out.contains("EXIT STATUS"))
      #expect(!outcome.out.contains("\u{8}"), "plain text has no overstrikes")
    }
    #expect(try project.run("dora help tutorial").out.contains("DORA-TUTORIAL(7)"))
    #expect(try project.run("dora help config").out.contains("DORA-CONFIG(1)"))
    #expect(try project.run("dora-sig -h").out.hasPrefix("OVERVIEW: "))
    // What follows '--' is the program's.
    #expect(try project.run("dora-sig -- --help").status == 128)
  }

  @Test func `on a terminal the page is paged`() throws {
    let project = try ToyProject()
    // script(1) gives it a terminal; the pager proves that man(1) asked for one.
    try project.sandbox.write(
      "#!/bin/sh\necho paged\ncat >/dev/null\n", to: "pager", executable: true)
    let outcome = try project.run(
      "MANPAGER=$PWD/pager TERM=dumb script -qec 'dora help sig' /dev/null < /dev/null")
    #expect(outcome.out.contains("paged"), "\(outcome.out)\(outcome.error)")
  }
}
