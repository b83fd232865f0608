/// What one `dora grid` is about to do, XP by XP: made first, printed, and then acted upon.
package struct GridPlan: Hashable, Sendable {
  /// What the command is for.
  package enum Mode: Hashable, Sendable {
    /// Submit what the rules say, cancel what left the grid.
    case run
    /// Make the XPs known, and run or cancel none.
    case initialize
    /// Cancel what hasn't ended.
    case cancel
    /// Cancel what hasn't ended, delete the folders, and start all anew.
    case clear
  }

  package enum Action: Hashable, Sendable {
    case keep
    case submit
    /// Cancel the last run, then submit another.
    case replace
    case cancel
  }

  /// One XP's part in the plan.
  package struct Step: Hashable, Sendable {
    package let entry: GridRecord.Entry
    /// The XP's place among the selected, from 0, as in the table; nil when it left the grid.
    package let index: Int?
    package let action: Action
    /// Whether the XP's folder is deleted before it runs.
    package let clears: Bool
    /// Its last run, as the plan found it.
    package let run: Run?
    /// The grid that still has an XP which left this one.
    package let otherGrid: String?

    package init(
      _ entry: GridRecord.Entry, index: Int?, action: Action, clears: Bool = false,
      run: Run?, otherGrid: String? = nil
    ) {
      self.entry = entry
      self.index = index
      self.action = action
      self.clears = clears
      self.run = run
      self.otherGrid = otherGrid
    }

    package var isUnfinished: Bool { run?.state.isFinal == false }
  }

  package let mode: Mode
  package let rules: SubmitRules
  /// XPs whose last runs used other code than today's, as far as it was looked at.
  package let stale: Set<Digest>
  /// The selected XPs, in the grid's order or that of the indices.
  package let steps: [Step]
  /// XPs that left the grid file while a run of theirs hasn't ended.
  package let left: [Step]
  /// How many XPs of the grid the patterns leave out.
  package let unselected: Int
  /// What to store before anything is done: cancelled or not, what left stays in it until its run has ended.
  package let record: GridRecord

  /// What one command was asked for.
  package struct Request: Hashable, Sendable {
    package var mode: Mode
    package var rules: SubmitRules
    package var filter: GridFilter
    /// Whether a grid may lose its last XP.
    package var allowsEmpty: Bool

    package init(
      mode: Mode = .run, rules: SubmitRules = SubmitRules(), filter: GridFilter = GridFilter(),
      allowsEmpty: Bool = false
    ) {
      self.mode = mode
      self.rules = rules
      self.filter = filter
      self.allowsEmpty = allowsEmpty
    }
  }

  /// Plans for the XPs that a grid file made, `wanted`, given the grid as last stored.
  ///
  /// `runs` has the last run of each XP that has one, of those that left as well. `elsewhere` says which other grid has
  /// an XP; such a one isn't cancelled because it left this grid. Fails for a filter that names no XP, and when the file
  /// made none at all: such a file is more often broken than meant. `stale` are those that ran with other code.
  package init(
    _ name: GridName, wanted: [GridRecord.Entry], previous: GridRecord?, runs: [Digest: Run],
    elsewhere: [Digest: String] = [:], stale: Set<Digest> = [], request: Request = Request()
  ) throws(GridFailure) {
    let merged = GridRecord(name, entries: wanted)
    let old = GridRecord(name, entries: (previous?.entries ?? []) + (previous?.left ?? []))
    let isUnfinished = { (entry: GridRecord.Entry) in runs[entry.digest]?.state.isFinal == false }
    if merged.entries.isEmpty, !old.entries.isEmpty, !request.allowsEmpty {
      throw .empty(
        name.description, had: old.entries.count,
        unfinished: old.entries.count(where: isUnfinished))
    }
    mode = request.mode
    rules = request.rules
    self.stale = stale
    let selected = try request.filter.select(merged.entries.map { Text($0.name) })
    steps = selected.enumerated().map { index, place in
      let entry = merged.entries[place]
      return Self.step(
        entry, index: index, run: runs[entry.digest], isStale: stale.contains(entry.digest),
        request)
    }
    unselected = merged.entries.count - selected.count
    let members = Set(merged.entries.map(\.digest))
    left = old.entries.filter { !members.contains($0.digest) && isUnfinished($0) }.map { entry in
      let other = elsewhere[entry.digest]
      return Step(
        entry, index: nil,
        action: other == nil && Self.cancels(entry, request) ? .cancel : .keep,
        run: runs[entry.digest], otherGrid: other)
    }
    record = GridRecord(
      name, entries: merged.entries,
      left: left.filter { $0.otherGrid == nil }.map(\.entry))
  }

  private static func step(
    _ entry: GridRecord.Entry, index: Int, run: Run?, isStale: Bool, _ request: Request
  ) -> Step {
    let isUnfinished = run?.state.isFinal == false
    let action: Action =
      switch request.mode {
      case .initialize: .keep
      case .cancel: isUnfinished ? .cancel : .keep
      case .clear: isUnfinished ? .replace : .submit
      case .run:
        switch request.rules.decide(run?.state, isStale: isStale) {
        case .keep: .keep
        case .submit: .submit
        case .replace: .replace
        }
      }
    return Step(entry, index: index, action: action, clears: request.mode == .clear, run: run)
  }

  /// Whether an XP that left is cancelled: a pattern narrows that as well, and an index means XPs of the list alone.
  private static func cancels(_ entry: GridRecord.Entry, _ request: Request) -> Bool {
    request.mode != .initialize && !request.filter.hasIndices
      && request.filter.matches(Text(entry.name))
  }
}
