import DoraModel

/// One change of the store, while it's being made: reads see the branch's tip and what was put already.
package final class Transaction {
  let view: View
  private(set) var newXPs: [Digest: XP] = [:]
  private(set) var newRuns: [Digest: Runs] = [:]
  private(set) var newStars: [Digest: Star] = [:]
  private(set) var newGrids: [GridName: GridRecord] = [:]
  private var notes: Set<Note> = []
  private(set) var newHistories: [HistoryKey: [UInt8]] = [:]
  /// The new digests by their first 4 bytes: those that a new sig may collide with.
  private var taken: [UInt32: [Digest]] = [:]

  /// What `storeID` found.
  var knownID: String?

  init(_ view: View) { self.view = view }

  /// How many records were put.
  var count: Int {
    newXPs.count + newRuns.count + newStars.count + newGrids.count + newHistories.count
      + notes.count
  }
  var isEmpty: Bool { count == 0 }

  /// The XP with this digest.
  package func xp(_ digest: Digest) throws(StoreFailure) -> XP? {
    if let new = newXPs[digest] { return new }
    return try view.xp(digest)
  }

  /// The runs of an XP; none when it never ran.
  package func runs(_ digest: Digest) throws(StoreFailure) -> Runs {
    if let new = newRuns[digest] { return new }
    return try view.runs(digest)
  }

  /// Replaces the runs of an XP.
  package func put(_ runs: Runs, of digest: Digest) throws(StoreFailure) {
    newRuns[digest] = runs
  }

  /// Keeps a note, unless it's kept already.
  package func put(_ note: Note) { notes.insert(note) }

  /// The note of this digest; nil when there is none.
  package func note(_ kind: Note.Kind, _ digest: Digest) throws(StoreFailure) -> Note? {
    if let new = notes.first(where: { $0.kind == kind && $0.digest == digest }) { return new }
    return try view.note(kind, digest)
  }

  /// The notes of one kind that were put.
  func newNotes(_ kind: Note.Kind) -> [Digest: Note] {
    var found: [Digest: Note] = [:]
    for note in notes where note.kind == kind { found[note.digest] = note }
    return found
  }

  /// What was said last of whether an XP is to be kept.
  package func star(_ digest: Digest) throws(StoreFailure) -> Star? {
    if let new = newStars[digest] { return new }
    return try view.star(digest)
  }

  /// Says that an XP is to be kept, or needn't be any more.
  package func put(_ star: Star, of digest: Digest) throws(StoreFailure) { newStars[digest] = star }

  /// A grid, as it was last made.
  package func grid(_ name: GridName) throws(StoreFailure) -> GridRecord? {
    if let new = newGrids[name] { return new }
    return try view.grid(name)
  }

  /// Replaces a grid.
  package func put(_ grid: GridRecord) throws(StoreFailure) { newGrids[grid.name] = grid }

  /// Keeps the history that an XP had at one of its runs.
  package func put(_ history: [UInt8], at key: HistoryKey) { newHistories[key] = history }

  /// The XP with this digest, made now if there is none.
  ///
  /// One that is there already keeps its sig, and takes these words: arguments that aren't signed, such as how many
  /// processes load data, are those of who asked last. A new one whose first 8 digits are taken gets more.
  package func put(
    digest: Digest, argv: [Text], delta: Delta, program: Program
  ) throws(StoreFailure) -> (xp: XP, isNew: Bool) {
    if var known = try xp(digest) {
      if known.argv != argv || known.program != program {
        known.argv = argv
        known.program = program
        newXPs[digest] = known
      }
      return (known, false)
    }
    let start = digest.bytes.prefix(Sig.length / 2).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    var others = try view.digests(prefix: String(digest.hex.prefix(Sig.length)))
    others += taken[start] ?? []
    let xp = XP(
      sig: Sig(of: digest, unlike: others), digest: digest, argv: argv, delta: delta,
      program: program)
    newXPs[digest] = xp
    taken[start, default: []].append(digest)
    return (xp, true)
  }
}
