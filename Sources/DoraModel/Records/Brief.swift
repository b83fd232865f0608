/// As much of an XP as tells it from others in a list; of 10,000 it's read in a few milliseconds.
package struct Brief: Hashable, Sendable {
  package let sig: String
  package let name: String
  /// The last run's job and state; nil when it never ran.
  package let job: String?
  package let state: RunState?

  package init(sig: String, name: String, job: String?, state: RunState?) {
    self.sig = sig
    self.name = name
    self.job = job
    self.state = state
  }

  package init(_ summary: Summary) {
    self.init(
      sig: summary.sig.description, name: summary.name, job: summary.run?.job,
      state: summary.run?.state)
  }
}
