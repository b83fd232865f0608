import DoraTestSupport
import Foundation
import Testing

/// `dora launch -a`: the job ends with the command that follows it.
@Suite struct AttachTests {
  private static let isRunning =
    "until dora-status 2> /dev/null | grep -q RUNNING; do sleep 0.1; done"

  @Test(arguments: ["INT", "TERM", "HUP"])
  func `what ends the command ends the job`(signal: String) throws {
    let project = try ToyProject(train: ToyProject.gated)
    let outcome = try project.run(
      """
      env --default-signal=HUP dora launch -a -- --lr=1 > out 2>&1 & p=$!
      \(Self.isRunning); kill -\(signal) $p; wait $p; echo $?; dora-status | cut -f 2; cat out
      """)
    #expect(outcome.lines.prefix(2) == ["1", "CANCELLED"], "\(outcome.out)\(outcome.error)")
    #expect(outcome.lines.contains("cancelling 4c234bbd"))
  }

  @Test func `nobody reads the log any more`() throws {
    let project = try ToyProject(train: ToyProject.gated)
    let outcome = try project.run(
      """
      sed -i 's/    for epoch in range(start/    [print("line", flush=True) or time.sleep(0.05) for _ in range(10000)]\\n&/' \
        toy/train.py
      dora launch -a -- --lr=1 | head -n 2; echo ${PIPESTATUS[0]}; dora-status | cut -f 2
      """)
    #expect(outcome.lines == ["start at 0", "line", "1", "CANCELLED"], "\(outcome.error)")
    #expect(!outcome.error.contains("fatal:"), "\(outcome.error)")
  }

  @Test func `a terminal that closes ends the job, unless the command is to outlive it`() throws {
    let project = try ToyProject(train: ToyProject.gated)
    do {
      let terminal = try Terminal(project)
      try terminal.press("dora launch -a -- --lr=1", "Enter")
      try terminal.wait(for: "start at 0")
    }
    let isCancelled = try project.eventually {
      try project.run("dora-status | cut -f 2").out == "CANCELLED\n"
    }
    #expect(isCancelled)
    let outcome = try project.run(
      """
      nohup dora launch -a -- --lr=2 > out 2>&1 & p=$!
      \(Self.isRunning); kill -HUP $p; touch outputs/go; wait $p; echo $?; dora-status fef8 | cut -f 2
      """)
    #expect(outcome.lines == ["0", "COMPLETED"], "\(outcome.error)")
  }
}
