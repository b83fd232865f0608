import DoraTestSupport
import Foundation
import Testing

/// Where runs go, and with which resources; no cluster is needed to say so.
@Suite struct EngineTests {
  /// The options of the script that would be submitted.
  private func options(_ project: ToyProject, _ words: String) throws -> [String] {
    let outcome = try project.run("dora-sig -- --lr=1 | dora-submit -n --engine slurm \(words)")
    #expect(outcome.status == 0, "\(outcome.error)")
    return outcome.error.split(separator: "\n").filter { $0.hasPrefix("#SBATCH --") }
      .map { String($0.dropFirst("#SBATCH --".count)) }
  }

  @Test func `the engine is the one asked for, by the command line before the rest`() throws {
    let project = try ToyProject()
    try project.run("dora-sig -- --lr=1")
    let unknown = try project.run("DORA_ENGINE=nowhere dora-submit 4c23")
    #expect(unknown.status == 129)
    #expect(
      unknown.error.hasPrefix(
        "fatal: there is no engine 'nowhere'\nhint: engines are local and slurm"))
    #expect(try project.run("dora-submit --engine nowhere 4c23").status == 129)
    try project.run("printf '[submit]\\n\\tengine = slurm\\n' > .doraconfig")
    let configured = try project.run("DORA_ENGINE= dora-submit -n 4c23")
    #expect(configured.error.contains("#SBATCH --job-name=toy_4c234bbd-"), "\(configured.error)")
    #expect(
      try project.run("dora-submit 4c23 | dora-status --wait | cut -f 2").out == "COMPLETED\n")
    for words in ["--test-only", "--engine slurm --workers 2", "--engine slurm -g 12 -r -D"] {
      let outcome = try project.run("dora-submit \(words) 4c23")
      #expect(outcome.status == 129, "\(words): \(outcome.error)")
      #expect(outcome.error.contains("hint: "), "\(words): \(outcome.error)")
    }
  }

  @Test func `resources come from the program, the site, its profile and the command line`() throws
  {
    let project = try ToyProject()
    let train = ToyProject.train.replacing(
      "exclude=[\"verbose\"",
      with: "slurm=SlurmConfig(partition='own', time=7, qos='q'), exclude=[\"verbose\""
    ).replacing(
      "import sys\n", with: "import sys\nfrom dora.conf import SlurmConfig\n")
    try project.sandbox.write(train, to: "toy/train.py")
    let host = try project.run("uname -n").lines[0]
    try project.sandbox.write(
      """
      [slurm]
          time = 8
          account = a1
          setup = module load x
          setup = echo \\"$HOME\\"
      [slurm "here"]
          host = elsewhere
          host = \(host.prefix(1))*
          account = a2
          mail-type = END
          exclusive
      [slurm "other.site"]
          partition = p3

      """, to: ".doraconfig")
    let here = try options(project, "")
    for option in ["partition=own", "time=8", "qos=q", "account=a2", "mail-type=END", "exclusive"] {
      #expect(here.contains(option), "\(option) of \(here)")
    }
    let other = try options(project, "--profile other.site -p p4 --slurm reservation=r -g 0")
    for option in ["partition=p4", "account=a1", "reservation=r"] {
      #expect(other.contains(option), "\(option) of \(other)")
    }
    #expect(!other.contains { $0.hasPrefix("gres") || $0 == "exclusive" })
    let script = try project.run("dora-submit -n --engine slurm 4c23").error
    #expect(script.contains("\nmodule load x\necho \"$HOME\"\nexec "), "\(script)")
    let unknown = try project.run("dora-submit -n --engine slurm --profile nope 4c23")
    #expect(unknown.status == 129)
    #expect(unknown.error.contains("hint: there are here, other.site"), "\(unknown.error)")
    let reserved = try project.run("dora-submit -n --engine slurm --slurm job-name=x 4c23")
    #expect(reserved.status == 129)
    #expect(reserved.error.contains("set by dora itself"), "\(reserved.error)")
  }

  @Test func `a pipeline passes on what launch was asked for`() throws {
    let project = try ToyProject()
    let outcome = try project.run(
      "dora --plumbing launch -p gpu --slurm exclusive --engine slurm --profile p -- --lr=1")
    #expect(
      outcome.out
        == "dora-sig -- --lr=1 | dora-submit --engine=slurm --profile=p --slurm=partition=gpu --slurm=exclusive | dora-tail\n",
      "\(outcome.out)\(outcome.error)")
  }
}
