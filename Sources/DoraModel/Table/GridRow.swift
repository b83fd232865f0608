/// The rows and columns of a grid's table that every grid has: what is known of an XP without its metrics.
package enum GridRow {
  /// Columns of the group `Meta`, for grid files that don't choose their own.
  package static let meta: [Column] = [
    .leaf("index", align: .right), .leaf("name"), .leaf("state"), .leaf("sig", align: .right),
    .leaf("sid", align: .right),
  ]

  /// The whole head: `Meta`, then the metrics, with names cut to what tells them apart.
  package static func head(meta: [Column] = Self.meta, metrics: [Column]) -> Column {
    .table([.group("Meta", meta)] + metrics, shorten: true)
  }

  /// One row; the state is shown by its first 3 letters, and `sid` is what the engine calls the job.
  package static func row(
    index: Int, name: String, sig: Sig, state: RunState?, job: String?, metrics: JSON
  ) -> JSON {
    let word = state.map { String($0.rawValue.prefix(3)) } ?? RunState.none
    let meta: JSON = [
      "name": JSON(name), "index": JSON(index), "sid": JSON(job ?? ""),
      "sig": JSON(sig.description), "state": JSON(word),
    ]
    let others = (metrics.members ?? []).filter { $0.name != "Meta" }
    return .object([JSON.Member("Meta", meta)] + others)
  }
}
