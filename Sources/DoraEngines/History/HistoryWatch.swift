import DoraSystem

/// Keeps `history.json` up with a program that pushes metrics, for at most a fiftieth of the time.
struct HistoryWatch {
  private let file: HistoryFile
  /// The journal as it was when it was last rendered.
  private var seen: File.Status?
  private var next = 0.0

  init(_ file: HistoryFile) { self.file = file }

  /// Makes journal and array one before the program reads them.
  mutating func begin() {
    // A history that can't be written must not keep the program from starting; it will say so itself.
    try? file.reconcile()
    guard let journal = File.status(file.journal), let array = File.status(file.array),
      array.modified >= journal.modified
    else { return }
    seen = journal
  }

  /// Renders the array if the journal has grown and enough time has passed; `clock` tells what it takes.
  mutating func look(at now: Double, clock: () -> Double) {
    guard now >= next, let journal = File.status(file.journal), journal != seen else { return }
    seen = journal
    try? file.render()
    let end = clock()
    next = end + max(1, 50 * (end - now))
  }

  /// Renders what is left to render.
  mutating func finish() {
    guard let journal = File.status(file.journal), journal != seen else { return }
    try? file.render()
    seen = journal
  }
}
