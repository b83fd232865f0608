import Testing

@testable import DoraModel

@Suite struct GridPlanTests {
  /// A previous grid of a…d, of which d has left; a runs, b failed, c is done, d runs, e is new.
  static let runs = GridFixture.runs([
    "a": GridFixture.run(.running), "b": GridFixture.run(.failed, exit: 1),
    "c": GridFixture.run(.completed), "d": GridFixture.run(.running),
  ])

  static func plan(
    _ request: GridPlan.Request = .init(), wanted: [GridRecord.Entry]? = nil,
    previous: [GridRecord.Entry]? = GridFixture.entries("a", "b", "c", "d"),
    runs: [Digest: Run] = runs, elsewhere: [Digest: String] = [:]
  ) throws -> GridPlan {
    let name = try #require(GridFixture.name)
    return try GridPlan(
      name, wanted: wanted ?? GridFixture.entries("a", "b", "c", "e"),
      previous: previous.map { GridRecord(name, entries: $0) }, runs: runs, elsewhere: elsewhere,
      request: request)
  }

  @Test func `what's missing is submitted, and what left is cancelled`() throws {
    let plan = try Self.plan()
    #expect(plan.acts == ["keep x=a", "keep x=b", "keep x=c", "submit x=e", "cancel x=d"])
    #expect(
      plan.summary
        == "1 to submit, 1 running, 1 completed, 1 to cancel, 1 failed (1 exit 1): -r retries")
    #expect(plan.steps.map(\.index) == [0, 1, 2, 3])
    #expect(plan.record.entries == GridFixture.entries("a", "b", "c", "e"))
    #expect(plan.record.left == GridFixture.entries("d"))
    #expect(!plan.isIdle)
  }

  @Test func `the second time nothing is to be done`() throws {
    let grid = GridFixture.entries("a", "c")
    let plan = try Self.plan(wanted: grid, previous: grid)
    #expect(plan.isIdle)
    #expect(plan.summary == "1 running, 1 completed")
  }

  @Test func `rules say what runs again`() throws {
    let request = GridPlan.Request(
      rules: SubmitRules(retry: true, replace: true, replaceDone: true))
    let plan = try Self.plan(request)
    #expect(plan.acts == ["replace x=a", "submit x=b", "submit x=c", "submit x=e", "cancel x=d"])
    #expect(plan.cancelled.map(\.entry.name) == ["x=a", "x=d"])
    #expect(plan.submitted.map(\.entry.name) == ["x=a", "x=b", "x=c", "x=e"])
    #expect(
      plan.steps.map(\.reason) == [
        "running, replaced", "exit 1, again", "completed, again", "not submitted yet",
      ])
  }

  @Test func `initialize runs and cancels none`() throws {
    let plan = try Self.plan(.init(mode: .initialize, rules: SubmitRules(retry: true)))
    #expect(plan.isIdle)
    #expect(plan.record.left == GridFixture.entries("d"))
    #expect(plan.summary.contains("1 not submitted"))
  }

  @Test func `cancel ends what hasn't, and submits none`() throws {
    let plan = try Self.plan(.init(mode: .cancel))
    #expect(plan.acts == ["cancel x=a", "keep x=b", "keep x=c", "keep x=e", "cancel x=d"])
    #expect(plan.submitted.isEmpty)
  }

  @Test func `clear starts everything anew, what runs after it's cancelled`() throws {
    let plan = try Self.plan(.init(mode: .clear))
    #expect(plan.acts == ["replace x=a", "submit x=b", "submit x=c", "submit x=e", "cancel x=d"])
    #expect(plan.cleared.count == 4)
    #expect(plan.summary == "3 to start anew, 1 to replace, 1 to cancel")
  }

  @Test func `what left with its run over isn't cancelled and is forgotten`() throws {
    let plan = try Self.plan(wanted: GridFixture.entries("a"))
    #expect(plan.left.map(\.entry.name) == ["x=d"])
    #expect(plan.record.left.map(\.name) == ["x=d"])
  }

  @Test func `what left stays recorded until its run has ended, and may come back`() throws {
    let name = try #require(GridFixture.name)
    let old = GridRecord(
      name, entries: GridFixture.entries("a"), left: GridFixture.entries("d"))
    let plan = try GridPlan(
      name, wanted: GridFixture.entries("a"), previous: old, runs: Self.runs)
    #expect(plan.acts == ["keep x=a", "cancel x=d"])
    let back = try GridPlan(
      name, wanted: GridFixture.entries("a", "d"), previous: old, runs: Self.runs)
    #expect(back.acts == ["keep x=a", "keep x=d"])
    #expect(back.record.left.isEmpty)
  }

  @Test func `patterns narrow all that is done, and what they leave out is never cancelled`() throws
  {
    let plan = try Self.plan(.init(filter: GridFilter(["x=e"])))
    #expect(plan.acts == ["submit x=e", "keep x=d"])
    #expect(plan.unselected == 3)
    #expect(plan.record.entries.count == 4)
    #expect(plan.record.left == GridFixture.entries("d"))
    #expect(plan.summary == "1 to submit, 1 left the grid and not selected, 3 not selected")
    #expect(
      try Self.plan(.init(filter: GridFilter(["x=[de]"]))).acts == ["submit x=e", "cancel x=d"])
    #expect(
      try Self.plan(.init(mode: .cancel, filter: GridFilter(["0"]))).acts == [
        "cancel x=a", "keep x=d",
      ])
  }

  @Test func `an XP that another grid still has isn't cancelled`() throws {
    let entry = try #require(GridFixture.entry("d"))
    let plan = try Self.plan(elsewhere: [entry.digest: "other"])
    #expect(plan.acts.last == "keep x=d")
    #expect(plan.left.map(\.reason) == ["in grid 'other'"])
    #expect(plan.record.left.isEmpty)
    #expect(plan.cancelled.isEmpty)
  }

  @Test func `a grid file that makes nothing cancels nothing`() throws {
    #expect(throws: GridFailure.empty("digits", had: 4, unfinished: 2)) {
      try Self.plan(wanted: [])
    }
    let plan = try Self.plan(.init(allowsEmpty: true), wanted: [])
    #expect(plan.acts == ["cancel x=a", "cancel x=d"])
    #expect(try Self.plan(wanted: [], previous: nil).summary == "no XPs")
  }

  @Test func `a summary says why XPs failed, the most frequent reason first`() throws {
    let runs = GridFixture.runs([
      "a": GridFixture.run(.failed, exit: 1), "b": GridFixture.run(.failed, exit: 1),
      "c": GridFixture.run(.outOfMemory), "d": GridFixture.run(.timeout),
      "e": GridFixture.run(.failed, signal: 9), "f": GridFixture.run(.pending),
    ])
    let grid = GridFixture.entries("a", "b", "c", "d", "e", "f")
    let plan = try Self.plan(wanted: grid, previous: nil, runs: runs)
    #expect(
      plan.summary == "1 pending, 5 failed (2 exit 1, 1 out of memory, 1 signal 9, 1 time-out): "
        + "-r retries")
    #expect(plan.states.line == "6 XPs: 1 pending, 3 failed, 1 out of memory, 1 timed out")
  }

  @Test func `XPs of an array are one batch, the others one each`() throws {
    let wanted = [
      GridFixture.entry("a", array: 5), GridFixture.entry("b"), GridFixture.entry("c", array: 5),
      GridFixture.entry("e", array: 6), GridFixture.entry("f"),
    ].compactMap { $0 }
    let plan = try Self.plan(
      wanted: wanted, previous: nil, runs: GridFixture.runs(["b": GridFixture.run(.running)]))
    #expect(
      plan.batches.map { $0.map(\.entry.name) } == [["x=a", "x=c"], ["x=e"], ["x=f"]])
  }

  @Test func `repeated XPs are planned once`() throws {
    let plan = try Self.plan(wanted: GridFixture.entries("e", "e", "e"), previous: nil)
    #expect(plan.acts == ["submit x=e"])
  }

  @Test func `a step reads as a line and as JSON`() throws {
    let plan = try Self.plan()
    let step = try #require(plan.steps.last)
    #expect(step.line == "submit \(step.entry.sig) 3 x=e (not submitted yet)")
    #expect(plan.left.first?.line.hasSuffix(" - x=d (left the grid)") == true)
    #expect(
      PythonJSON.string(step.json)
        == "{\"version\": 1, \"sig\": \"\(step.entry.sig)\", \"digest\": \"\(step.entry.digest.hex)\", "
        + "\"index\": 3, \"name\": \"x=e\", \"action\": \"submit\", \"clear\": false, "
        + "\"reason\": \"not submitted yet\", \"state\": \"N/A\", \"job\": null, \"array\": null, "
        + "\"resources\": {\"gpus\": 1}}")
  }
}
