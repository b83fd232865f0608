import DoraSystem
import Glibc

/// The manual's pages, which man(1) shows; where it can't, we do.
enum Manual {
  private static let sections = ["1", "7", "5"]

  /// Shows the page of a topic: a verb, a tool, or the rest of a page's name.
  ///
  /// Nil when there is no such page.
  /// Where stdout isn't a terminal, it gets plain text.
  static func show(_ topic: String, _ console: Console) -> Int32? {
    guard let page = page(topic) else { return nil }
    if let file = file(of: page) { become(man: file) }
    console.page("help", try? console.project(isWarning: false))
    let lines = Mdoc.lines(
      of: page.source, width: width(console), isStyled: console.isTerminal,
      isASCII: !console.isUnicode, system: "dora \(version)")
    do {
      for line in lines { try console.output.line(line) }
      try console.output.flush()
      return 0
    } catch {
      console.output.report(error)
      return error.exit.rawValue
    }
  }

  /// The page of a topic: `sig`, `dora-sig`, `tutorial`, `config`; `dora-grid(5)` and `grid.5` have the section with it.
  private static func page(_ topic: String) -> EmbeddedPage? {
    var topic = topic
    var wanted = sections
    for section in sections {
      for end in ["(\(section))", ".\(section)"] where topic.hasSuffix(end) {
        topic.removeLast(end.count)
        wanted = [section]
      }
    }
    let names = topic.hasPrefix("dora") ? [topic] : ["dora-\(topic)", "dora\(topic)"]
    let pages = EmbeddedPage.all
    for name in names {
      for section in wanted {
        if let page = pages.first(where: { $0.name == name && $0.section == section }) {
          return page
        }
      }
    }
    return nil
  }

  /// The file of a page, compressed or not, as installed, or in the source tree that we were built in.
  private static func file(of page: EmbeddedPage) -> String? {
    let name = "\(page.name).\(page.section)"
    for folder in Installation.manuals {
      for place in ["man\(page.section)/\(name)", name] {
        for suffix in ["", ".gz"] {
          let file = Path.join(folder, place + suffix)
          if File.status(file)?.isFile == true { return file }
        }
      }
    }
    return nil
  }

  /// Becomes man(1) with a page, if there is a man(1).
  private static func become(man page: String) {
    let search = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    guard let man = Path.executable("man", on: search) else { return }
    if isatty(1) == 0 {
      setenv("MANPAGER", "cat", 1)
      unsetenv("MAN_KEEP_FORMATTING")
    }
    let arguments: [String] = ["man", "-l", page]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    words.append(nil)
    execv(man, &words)
    for word in words { free(word) }
  }

  /// Every topic that there is a page of.
  static var topics: [String] { Set(EmbeddedPage.all.map(\.topic)).subtracting([""]).sorted() }

  /// All pages, with what each is about.
  static var list: String {
    let titles = [("1", "commands"), ("7", "guides"), ("5", "file formats")]
    let parts = titles.map { section, title in
      let rows = EmbeddedPage.all.filter { $0.section == section }.map { page in
        "   \(page.name)\(String(repeating: " ", count: max(1, 17 - page.name.count)))\(page.about)"
      }
      return "\(title)\n" + rows.joined(separator: "\n")
    }
    return parts.joined(separator: "\n\n") + "\n\n'dora help <name>' opens a page."
  }

  /// As man(1) takes it: MANWIDTH, or what the terminal has; without one, 80 columns.
  private static func width(_ console: Console) -> Int {
    let given = console.variable("MANWIDTH").flatMap { Int($0) }
    return max(20, (given ?? console.screen.width) - 2)
  }
}
