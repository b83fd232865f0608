import DoraModel
import DoraSystem
import Glibc

extension Store {
  /// What tells this store from its clones and from all others: the runs that were submitted here bear it.
  ///
  /// It's no part of what is shared. A store of an older version gets its own when it's first asked for.
  package var id: String {
    get throws(StoreFailure) { try StoreID.read(in: path) }
  }
}

/// The file `id` of a store: 16 hex digits, drawn once.
enum StoreID {
  static func read(in store: String) throws(StoreFailure) -> String {
    let path = Path.join(store, "id")
    if let known = known(path) { return known }
    let number = String(UInt64.random(in: .min ... .max), radix: 16)
    let digits = String(repeating: "0", count: 16 - number.count) + number
    let draft = "\(path).\(getpid())-\(UInt32.random(in: .min ... .max))"
    do throws(SystemFailure) {
      try File.replace(draft, with: Array("\(digits)\n".utf8))
    } catch {
      throw .system(error)
    }
    defer { unlink(draft) }
    // Of two that draw at once, one wins, and the other takes what won.
    if link(draft, path) != 0, errno != EEXIST { rename(draft, path) }
    return known(path) ?? digits
  }

  private static func known(_ path: String) -> String? {
    guard let bytes = try? File.contents(path) else { return nil }
    let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
    return line.utf8.count == 16 ? line : nil
  }
}

extension Transaction {
  /// The store's own name; see `Store.id`.
  package func storeID() throws(StoreFailure) -> String {
    try StoreID.read(in: view.repository.path)
  }
}
