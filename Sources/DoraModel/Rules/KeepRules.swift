/// Which XPs' folders are kept when old ones are cleared away.
package struct KeepRules: Sendable {
  /// XPs that were used more lately than this many seconds ago are kept.
  package var grace: Double
  /// Seconds since 1970.
  package var now: Double
  package var starred: Set<Digest>
  /// The newest version of each grid: its XPs, by the grid's name.
  package var grids: [Digest: String]

  package init(
    grace: Double, now: Double, starred: Set<Digest> = [], grids: [Digest: String] = [:]
  ) {
    self.grace = grace
    self.now = now
    self.starred = starred
    self.grids = grids
  }

  /// Why an XP's folder is kept.
  package enum Reason: Hashable, Sendable {
    case live
    case starred
    case grid(String)
    /// Another XP that is kept names it in its arguments.
    case named(by: Sig)
    case young

    package var word: String {
      switch self {
      case .live: "pending or running"
      case .starred: "starred"
      case .grid: "in a grid"
      case .named: "named by another XP"
      case .young: "young"
      }
    }
  }

  /// Why the XP is kept, as far as its records tell; one that was asked for by name is kept only if it must be.
  package func reason(
    _ digest: Digest, run: Run?, isForeign: Bool = false, isAsked: Bool = false
  ) -> Reason? {
    // Of a run that only another store can ask about, nobody knows more than when it was last seen.
    if let run, !run.state.isFinal, !isForeign || isYoung(run.lastSeen) { return .live }
    if starred.contains(digest) { return .starred }
    if isAsked { return nil }
    if let grid = grids[digest] { return .grid(grid) }
    return run.flatMap { isYoung($0.ended ?? $0.submitted) ? .young : nil }
  }

  /// Whether something that was used at this time is kept for that.
  package func isYoung(_ time: Double) -> Bool { now - time < grace }

  /// What an argument list says of other XPs: the words in it that could be sigs.
  package static func sigs(in argv: [Text]) -> Set<String> {
    var found: Set<String> = []
    for word in argv {
      var digits: [UInt8] = []
      for byte in word.bytes + [0] {
        if (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) {
          digits.append(byte)
        } else {
          if (Sig.length...40).contains(digits.count) {
            found.insert(String(decoding: digits, as: UTF8.self))
          }
          digits = []
        }
      }
    }
    return found
  }
}
