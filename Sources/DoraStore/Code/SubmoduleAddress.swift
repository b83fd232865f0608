import DoraModel
import DoraSystem

/// Where a submodule comes from, for a commit of it that isn't here.
struct SubmoduleAddress {
  private let address: String

  /// Looks in the user's own settings first, then in the `.gitmodules` of a checkout; nil where neither knows.
  init?(_ path: String, in checkout: String, _ git: GitProgram) throws(StoreFailure) {
    let words = ["config", "-z", "-f", Path.join(checkout, ".gitmodules"), "--get-regexp"]
    guard case .output(let list) = try git.run(words + ["^submodule\\..*\\.path$"]) else {
      return nil
    }
    let entry = list.split(separator: 0).first {
      $0.drop { $0 != 10 }.dropFirst().elementsEqual(path.utf8)
    }
    guard let entry else { return nil }
    let key = entry.prefix { $0 != 10 }.dropLast("path".utf8.count)
    let name = String(decoding: key, as: UTF8.self) + "url"
    let own = Self.line(try git.run(["config", name]))
    let file = ["config", "-f", Path.join(checkout, ".gitmodules"), name]
    let theirs = own == nil ? Self.line(try git.run(file)) : nil
    guard let url = own ?? theirs, !url.isEmpty else { return nil }
    guard url.hasPrefix("./") || url.hasPrefix("../") else {
      address = url
      return
    }
    guard let base = Self.line(try git.run(["config", "remote.origin.url"])) else { return nil }
    address = Self.resolved(url, from: base)
  }

  /// An address relative to another, of which each `..` takes the last part.
  private static func resolved(_ url: String, from base: String) -> String {
    var base = base[...]
    while base.hasSuffix("/") { base.removeLast() }
    var rest = url[...]
    while true {
      if rest.hasPrefix("./") {
        rest.removeFirst(2)
      } else if rest.hasPrefix("../") {
        rest.removeFirst(3)
        // `host:path` has no slash before its path's first part.
        guard let end = base.lastIndex(where: { $0 == "/" || $0 == ":" }) else { break }
        base = base[...(base[end] == ":" ? end : base.index(before: end))]
      } else {
        break
      }
    }
    return base.hasSuffix(":") ? "\(base)\(rest)" : "\(base)/\(rest)"
  }

  private static func line(_ answer: GitProgram.Answer) -> String? {
    guard case .output(let bytes) = answer else { return nil }
    return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
  }

  /// Fetches a commit into the repository around the submodule, and keeps it beside the pins.
  ///
  /// What a commit says is somebody else's word: as for `git submodule`, only addresses that can do no harm are tried.
  func fetch(_ commit: String, _ git: GitProgram) throws(StoreFailure) -> Bool {
    let words = [
      "-c", "gc.auto=0", "-c", "core.logAllRefUpdates=false", "fetch", "-q", "--no-tags",
      "--no-write-fetch-head", "--no-recurse-submodules", "--", address,
      "\(commit):\(Pins.modules)/\(commit)",
    ]
    if case .output = try git.with(["GIT_PROTOCOL_FROM_USER": "0"]).run(words) { return true }
    return false
  }
}
