import DoraModel
import DoraSystem
import Glibc

extension Store {
  /// What tells this store from its clones and from all others: the runs that were submitted here bear it.
  ///
  /// It's no part of what is shared. A store of an older version gets its own when it's first asked for.
  package var id: String {
    get throws(StoreFailure) {
      try Umask.shared(as: path) { () throws(StoreFailure) in try StoreID.read(in: path) }
    }
  }
}

/// The file `id` of a store: 16 hex digits, drawn once, and where that was.
///
/// A project that was copied has its store's `id` too. The copy is another store: what is queued or runs is the original's,
/// and a command in the copy must neither start it a second time nor end it.
enum StoreID {
  static func read(in store: String) throws(StoreFailure) -> String {
    let path = Path.join(store, "id")
    if let known = known(path) {
      if known.place == store { return known.digits }
      let place = Path.real(store) ?? store
      if known.place == place || !isCopy(store, known) {
        // Moved, or of an older version. That it can't be noted costs a look each time.
        if known.place != place { try? File.replace(path, with: text(known.digits, place)) }
        return known.digits
      }
      setAside(known.digits, in: store)
    }
    let number = String(UInt64.random(in: .min ... .max), radix: 16)
    let digits = String(repeating: "0", count: 16 - number.count) + number
    let draft = "\(path).\(getpid())-\(UInt32.random(in: .min ... .max))"
    do throws(SystemFailure) {
      try File.replace(draft, with: text(digits, Path.real(store) ?? store))
    } catch {
      // Who may only read a store, such as a file system's own copy of it, asks no engine: all of its runs are another's.
      if error.isForbidden { return digits }
      throw .system(error)
    }
    defer { unlink(draft) }
    // Of two that draw at once, one wins, and the other takes what won.
    if link(draft, path) != 0, errno != EEXIST { rename(draft, path) }
    return known(path)?.digits ?? digits
  }

  private static func text(_ digits: String, _ place: String) -> [UInt8] {
    Array("\(digits)\n\(place)\n".utf8)
  }

  private static func known(_ path: String) -> (digits: String, place: String?)? {
    guard let bytes = try? File.contents(path) else { return nil }
    let lines = bytes.split(separator: 0x0A, maxSplits: 1).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard let digits = lines.first, digits.utf8.count == 16 else { return nil }
    return (digits, lines.count > 1 ? String(lines[1].dropLast()) : nil)
  }

  /// Whether the store that this id was drawn for is still there, and another one.
  private static func isCopy(_ store: String, _ known: (digits: String, place: String?)) -> Bool {
    guard let place = known.place,
      self.known(Path.join(place, "id"))?.digits == known.digits
    else { return false }
    var (ours, theirs) = (stat(), stat())
    guard stat(store, &ours) == 0, stat(place, &theirs) == 0 else { return false }
    return ours.st_ino != theirs.st_ino || ours.st_dev != theirs.st_dev
  }

  /// Puts the original's id, and its engines' files, where they do nothing; the last job numbers stay, so that none is given
  /// to two runs.
  private static func setAside(_ digits: String, in store: String) {
    let aside = Path.join(store, "cache/copied-\(digits)")
    try? File.makeFolders(aside)
    let local = Path.join(store, "local")
    for host in (try? File.names(in: local)) ?? [] {
      for part in ["queue", "jobs"] {
        rename(Path.join(local, "\(host)/\(part)"), Path.join(aside, "\(host)-\(part)"))
      }
    }
    rename(Path.join(store, "slurm"), Path.join(aside, "slurm"))
    // Last: whoever comes between finds the id, and does the same.
    rename(Path.join(store, "id"), Path.join(aside, "id"))
  }
}

extension Transaction {
  /// The store's own name; see `Store.id`.
  package func storeID() throws(StoreFailure) -> String {
    if let knownID { return knownID }
    let id = try StoreID.read(in: view.repository.path)
    knownID = id
    return id
  }
}
