import DoraModel
import Testing

@Suite struct OutcomeTests {
  @Test func `a light run's outcome fits the full run`() {
    let full = StoreFixture.run(1, state: .running)
    var light = full.light
    #expect(light.command.isEmpty && light.environment.isEmpty)
    #expect(light.outcome == full.outcome)
    light.outcome = DoraModel.Outcome(
      state: .failed, started: 1, ended: 2.5, exit: 3, signal: 9, reason: "because")
    var folded = full
    folded.outcome = light.outcome
    #expect(folded.light == light)
    #expect(folded.command == full.command && folded.resources == full.resources)
    #expect(folded.state == .failed && folded.started == 1 && folded.ended == 2.5)
    #expect(folded.exit == 3 && folded.signal == 9 && folded.reason == "because")
  }
}
