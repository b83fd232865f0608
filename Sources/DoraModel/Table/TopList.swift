/// A list of XPs to look through: which are shown, in which order, and which is chosen.
package struct TopList: Sendable {
  /// One XP.
  package struct Item: Hashable, Sendable {
    package let sig: String
    package let state: RunState?
    package let job: String
    /// How long it has been running, or ran, or has waited; in seconds.
    package let seconds: Double?
    package let name: String
    package let metrics: String

    package init(
      sig: String, state: RunState?, job: String, seconds: Double?, name: String, metrics: String
    ) {
      self.sig = sig
      self.state = state
      self.job = job
      self.seconds = seconds
      self.name = name
      self.metrics = metrics
    }
  }

  /// What the list goes by.
  package enum Order: String, CaseIterable, Sendable {
    case state, time, job, name, sig
  }

  package var order = Order.state { didSet { arrange() } }
  package var isReversed = false { didSet { arrange() } }
  /// Only XPs whose sig, state, job, name or metrics have this in them, capitals or not.
  package var filter = "" { didSet { arrange() } }
  /// Whether XPs that have ended, or never ran, are shown.
  package var showsAll = true { didSet { arrange() } }
  package private(set) var shown: [Item] = []
  package private(set) var all: [Item] = []
  private var chosenSig: String?

  package init() {}

  /// Takes what there is now; the XP that was chosen stays so.
  package mutating func update(_ items: [Item]) {
    all = items
    arrange()
  }

  /// The place of the XP that is chosen; nil when none is shown.
  package var place: Int? {
    guard !shown.isEmpty else { return nil }
    return shown.firstIndex { $0.sig == chosenSig } ?? 0
  }

  package var chosen: Item? { place.map { shown[$0] } }

  /// Chooses another, so many places further; at the ends it stays.
  package mutating func move(_ places: Int) {
    guard let place else { return }
    let (sum, isOverflow) = place.addingReportingOverflow(places)
    let target = isOverflow ? (places < 0 ? 0 : shown.count - 1) : sum
    chosenSig = shown[min(max(0, target), shown.count - 1)].sig
  }

  /// What is most worth a look comes first.
  private static let ranks: [RunState: Int] = [
    .running: 0, .pending: 1, .failed: 2, .outOfMemory: 3, .timeout: 4, .nodeFail: 5,
    .preempted: 6, .cancelled: 7, .completed: 8,
  ]

  private mutating func arrange() {
    // Before any is chosen it's the first, whichever that is.
    let wanted = filter.lowercased()
    var items = all.filter { item in
      if !showsAll, item.state?.isFinal != false { return false }
      guard !wanted.isEmpty else { return true }
      let words = [
        item.sig, item.state?.rawValue ?? RunState.none, item.job, item.name, item.metrics,
      ]
      return words.contains { $0.lowercased().contains(wanted) }
    }
    let rank = { (item: Item) in item.state.flatMap { Self.ranks[$0] } ?? 9 }
    items.sort { left, right in
      switch order {
      case .state: (rank(left), left.sig) < (rank(right), right.sig)
      case .time: (-(left.seconds ?? -1), left.sig) < (-(right.seconds ?? -1), right.sig)
      case .job:
        (left.job.utf8.count, left.job, left.sig) < (right.job.utf8.count, right.job, right.sig)
      case .name: (left.name, left.sig) < (right.name, right.sig)
      case .sig: left.sig < right.sig
      }
    }
    shown = isReversed ? items.reversed() : items
  }
}
