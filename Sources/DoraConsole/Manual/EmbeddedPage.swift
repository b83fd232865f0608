import CManual

/// A page of the manual that this executable carries.
struct EmbeddedPage {
  /// `dora-sig`, and the number of its section.
  let name: String
  let section: String
  private let page: dora_page

  private init?(_ page: dora_page) {
    guard let file = page.file.map({ String(cString: $0) }), let dot = file.lastIndex(of: ".")
    else { return nil }
    name = String(file[..<dot])
    section = String(file[file.index(after: dot)...])
    self.page = page
  }

  static var all: [EmbeddedPage] {
    (0...).lazy.map { EmbeddedPage(dora_page_at($0)) }.prefix { $0 != nil }.compactMap(\.self)
  }

  /// Its text, in mdoc.
  var source: String {
    String(decoding: UnsafeBufferPointer(start: page.text, count: page.size), as: UTF8.self)
  }

  /// What is said of it beside its name.
  var about: String {
    let mark = ".Nd "
    let line = source.split(separator: "\n").first { $0.hasPrefix(mark) }
    return line.map { String($0.dropFirst(mark.count)) } ?? ""
  }

  /// What 'dora help' calls it: a command by its verb, a format or guide by what follows `dora`.
  var topic: String {
    String(name.dropFirst(name.hasPrefix("dora-") ? 5 : name == "dora" ? 0 : 4))
  }
}
