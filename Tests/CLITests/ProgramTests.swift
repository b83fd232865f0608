import DoraTestSupport
import Foundation
import Testing

/// Training programs that aren't the toy: other languages, several processes, errors to look into.
@Suite struct ProgramTests {
  @Test func `a program in Swift is signed, run, resumed and measured`() throws {
    let project = try ToyProject()
    try project.sandbox.write("[program]\n  command = ./trainer\n", to: ".doraconfig")
    try project.sandbox.write(
      """
      import Foundation

      let environment = ProcessInfo.processInfo.environment
      guard let folder = environment["DORA_FOLDER"], let history = environment["DORA_HISTORY"] else {
        exit(2)
      }
      let checkpoint = folder + "/epoch"
      let done = (try? String(contentsOfFile: checkpoint, encoding: .utf8)).flatMap { Int($0) } ?? 0
      let epoch = done + 1
      let line = "{\\"epoch\\": \\(epoch), \\"loss\\": \\(1.0 / Double(epoch))}\\n"
      let file = fopen(history, "a")
      fputs(line, file)
      fclose(file)
      try "\\(epoch)".write(toFile: checkpoint, atomically: true, encoding: .utf8)
      print(CommandLine.arguments.dropFirst().joined(separator: " "), "epoch", epoch)
      exit(epoch < 2 ? 1 : 0)

      """, to: "trainer.swift")
    let compiler = Command(
      in: project.sandbox.path,
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"])
    let built = try compiler.run(["swiftc", "-o", "trainer", "trainer.swift"])
    try #require(built.status == 0, "\(built.error)")
    let first = try project.run(
      "dora-sig -- --lr=0.1 | dora-submit | dora-status --wait | cut -f 1,2")
    #expect(first.out == "2aeed959\tFAILED\n", "\(first.error)")
    let second = try project.run(
      "dora-submit -r 2aeed959 | dora-tail && dora info -m -f 2aeed959")
    #expect(
      second.out == """
        --lr=0.1 epoch 2
        {"epoch": 1, "loss": 1.0}
        {"epoch": 2, "loss": 0.5}

        """, "\(second.error)")
  }

  @Test func `several workers share one XP, and the first has the terminal`() throws {
    let project = try ToyProject()
    try project.sandbox.write(
      ToyProject.train.replacing(
        "xp = get_xp()",
        with: """
          from dora import distrib
              spec = distrib.get_distrib_spec()
              print("rank", spec.rank, "of", spec.world_size, flush=True)
              if spec.rank:
                  return
              xp = get_xp()
          """), to: "toy/train.py")
    let outcome = try project.run("dora run --ddp_workers=3 -- --lr=1")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.lines.first == "rank 0 of 3")
    let others = try project.run("cat outputs/xps/*/worker_*.log")
    #expect(others.lines.filter { $0.hasPrefix("rank") } == ["rank 1 of 3", "rank 2 of 3"])
    #expect(try project.run("dora run -d -- --lr=2").lines.first?.hasPrefix("rank 0 of") == true)
  }

  @Test func `--debug opens the debugger where the exception was raised`() throws {
    let project = try ToyProject()
    try project.sandbox.write(
      ToyProject.train.replacing("xp = get_xp()", with: "answer = 41\n    xp = {}[\"gone\"]"),
      to: "toy/train.py")
    for flag in ["-D", "--debug"] {
      let outcome = try project.run("dora run \(flag) -- --lr=1", input: "p answer + 1\nq\n")
      #expect(outcome.status == 1)
      #expect(outcome.out.contains("42"), "\(outcome.out)\(outcome.error)")
      #expect(outcome.error.contains("KeyError: 'gone'"))
    }
  }
}
