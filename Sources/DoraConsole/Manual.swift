import DoraSystem
import Glibc

/// The manual's pages, which man(1) shows.
enum Manual {
  private static let sections = ["1", "7", "5"]

  /// Becomes man(1) with the page of a topic: a verb, a tool, or the rest of a page's name.
  ///
  /// Returns when there is no such page, or no man(1). Where stdout isn't a terminal, plain text comes out of it.
  static func show(_ topic: String) {
    guard let page = page(topic), let man = Path.executable("man", on: search) else { return }
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

  /// The file of a topic's page: as installed, compressed or not, or in the source tree that we were built in.
  static func page(_ topic: String) -> String? {
    // A topic can't climb out of the manual.
    guard !topic.isEmpty, !topic.contains("/") else { return nil }
    let names = topic.hasPrefix("dora") ? [topic] : ["dora-\(topic)", "dora\(topic)"]
    for folder in Installation.manuals {
      for name in names {
        for section in sections {
          for place in ["man\(section)/\(name).\(section)", "\(name).\(section)"] {
            for suffix in ["", ".gz"] {
              let file = Path.join(folder, place + suffix)
              if File.status(file)?.isFile == true { return file }
            }
          }
        }
      }
    }
    return nil
  }

  /// Every topic that there is a page of.
  static var topics: [String] {
    var topics: Set<String> = []
    for folder in Installation.manuals {
      for place in [folder] + sections.map({ Path.join(folder, "man\($0)") }) {
        for name in (try? File.names(in: place)) ?? [] where name.hasPrefix("dora") {
          let page = name.prefix { $0 != "." }
          topics.insert(
            String(page.dropFirst(page.hasPrefix("dora-") ? 5 : page == "dora" ? 0 : 4)))
        }
      }
    }
    return topics.sorted()
  }

  private static var search: String {
    getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
  }
}
