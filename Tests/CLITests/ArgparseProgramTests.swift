import DoraTestSupport
import Foundation
import Testing

/// Programs whose arguments only they themselves can read, and what is asked of Python for them.
@Suite struct ArgparseProgramTests {
  /// A program that has one option like any other, and two that its own code reads.
  private func project() throws -> ToyProject {
    let project = try ToyProject()
    let train = ToyProject.train.replacing(
      "@argparse_main",
      with: """
        def numbers(text):
            print("reading", text)
            return [int(part) for part in text.split(",")]

        class Twice(argparse.Action):
            def __call__(self, parser, namespace, values, option_string=None):
                setattr(namespace, self.dest, values * 2)

        parser.add_argument("--numbers", type=numbers, default="1,2")
        parser.add_argument("--twice", action=Twice)

        @argparse_main
        """)
    try project.sandbox.write(train, to: "toy/train.py")
    return project
  }

  /// How many processes a line of bash starts, itself apart; and what it says.
  private func traced(_ line: String, _ project: ToyProject) throws -> (started: Int, Outcome) {
    let outcome = try project.run(
      "strace -f -o \(project.sandbox.path)/.git/trace -e trace=execve \(line)")
    let calls = try project.sandbox.read(".git/trace").split(separator: "\n")
    return (calls.filter { $0.contains("execve(") && $0.hasSuffix(" = 0") }.count - 1, outcome)
  }

  @Test func `only what the program's own code reads is asked of Python, and once`() throws {
    let project = try project()
    try project.run("dora-sig --json -- --lr=0.1")
    let plain = try traced("dora-sig -n --json -- --lr=0.2 --name x", project)
    #expect(plain.started == 0, "\(plain)")
    let odd = "dora-sig -n --json -- --numbers=3,4 --twice ab"
    let asked = try traced(odd, project)
    #expect(asked.started == 1, "\(asked)")
    #expect(asked.1.out.contains(#"[["numbers", [3, 4]], ["twice", "abab"]]"#), "\(asked.1.out)")
    let again = try traced(odd, project)
    #expect(again.started == 0, "\(again)")
    #expect(again.1.out == asked.1.out)
  }

  @Test func `a batch that mixes both keeps its order and asks one process`() throws {
    let project = try project()
    try project.run("dora-sig -- --lr=0.1")
    let lines = (0..<60).map { $0 % 3 == 0 ? "--numbers=\($0)" : "--epochs=\($0)" }
    try project.sandbox.write(lines.joined(separator: "\n") + "\n", to: ".git/lines")
    let batch = try traced("dora-sig -n --stdin < .git/lines", project)
    #expect(batch.started == 1, "\(batch)")
    let sigs = batch.1.lines
    #expect(sigs.count == 60)
    #expect(Set(sigs).count == 60)
    for place in [0, 1, 2, 57] {
      #expect(try project.run("dora-sig -n -- \(lines[place])").lines == [sigs[place]])
    }
  }

  @Test func `a changed type is asked again`() throws {
    let project = try project()
    let line = "dora-sig --json -- --numbers=3,4"
    #expect(try project.run(line).out.contains("[3, 4]"))
    try project.run("sed -i 's/int(part)/-int(part)/' toy/train.py")
    #expect(try project.run(line).out.contains("[-3, -4]"))
  }

  @Test func `native and Python answers are one XP, and refusals read alike`() throws {
    let project = try project()
    let native = try project.run("dora-sig -n -- --lr=0.5 --epochs 9").out
    #expect(native == (try project.run("dora-sig -n -- --lr=0.5 --epochs 9 --numbers=1,2").out))
    for arguments in ["--lr=fast", "--lr", "--ep=1 --e=2 --nope", "extra", "--numbers=x"] {
      let outcome = try project.run("dora-sig -- \(arguments)")
      #expect(outcome.status == 128, "\(arguments)")
      let own = try project.run(
        "PYTHONPATH=$DORA_CLIENT python3 -m toy.train \(arguments) 2>&1 > /dev/null | tail -n 1")
      let sentence = own.out.split(separator: "error: ").last.map(String.init) ?? "?"
      #expect(outcome.error.contains(sentence.trimmingCharacters(in: .newlines)), "\(outcome)")
    }
  }
}
