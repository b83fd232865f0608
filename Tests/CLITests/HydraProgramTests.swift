import DoraTestSupport
import Foundation
import Testing

/// Hydra projects as a user drives them.
@Suite(.enabled(if: HydraProject.isWanted, "neither DORA_TEST_HYDRA nor DORA_TEST_UPSTREAM is set"))
struct HydraProgramTests {
  @Test func `the example goes through every tool`() throws {
    let project = try HydraProject(example: "digits_hydra")
    let words = "model=linear optim.lr=0.1 epochs=1"
    let status = try project.run("dora-sig -- \(words) | dora-submit | dora-status --wait")
    let sig = status.lines.first.map { String($0.prefix(8)) } ?? "nothing"
    #expect(status.lines.first?.hasPrefix("\(sig)\tCOMPLETED\t") == true, "\(status)")
    #expect(
      status.lines.first?.hasSuffix("\tepochs=1 model=linear opt.lr=0.1") == true, "\(status)")
    let log = try project.run("dora-tail \(sig)")
    #expect(log.out.contains("- epoch 1/1: loss "), "\(log)")
    // Resumed where it ended, in this terminal.
    let again = try project.run("dora run -- \(words)")
    #expect(again.status == 0 && again.out.contains("resuming after epoch 1"), "\(again)")
    let info = try project.run("dora info -- \(words)")
    #expect(info.out.contains(sig) && info.out.contains("COMPLETED"), "\(info)")
    #expect(try project.run("dora info -m -- \(words)").lines.count == 1)
    let folder = "outputs/xps/\(sig)"
    #expect(
      try project.run("cat \(folder)/.hydra/overrides.yaml").lines
        == ["- model=linear", "- optim.lr=0.1", "- epochs=1"])
    #expect(try project.run("ls \(folder)").lines.contains("train.log"))
    let launched = try project.run("dora launch -- epochs=1 optim=momentum 'model.hidden=[4, 4]'")
    #expect(launched.status == 0 && launched.out.contains("- epoch 1/1: loss "), "\(launched)")
    #expect(try project.run("dora-status | cut -f 2 | sort | uniq -c").lines.count == 1)
    let exported = try project.run("dora export \(sig)")
    #expect(exported.status == 0 && !exported.out.isEmpty)
    let imported = try HydraProject(example: "digits_hydra").run("dora import", input: exported.out)
    #expect(imported.out.contains(sig), "\(imported)")
  }

  @Test func `an XP is signed without Python from the first time on`() throws {
    let project = try HydraProject()
    let line = "dora-sig --explain -- model=large optim.lr=3 +new.key=x"
    let cold = try project.traced(line)
    #expect(cold.started == 0, "\(cold)")
    let sig = cold.said.lines.first ?? "nothing"
    #expect(
      cold.said.error == """
        toy.train: described by its source: it wasn't described before
        \(sig): signed without Python

        """)
    #expect([sig] == (try project.signatures([["model=large", "optim.lr=3", "+new.key=x"]])))
    // What was made in the project is where modules could be.
    #expect(try project.traced(line).said.out == cold.said.out)
    let warm = try project.traced(line)
    #expect(warm.started == 0)
    #expect(warm.said.out == cold.said.out)
    #expect(warm.said.error == "\(sig): signed without Python\n")
  }

  @Test func `a program whose source leaves a doubt is described by one Python, and then by none`()
    throws
  {
    let project = try HydraProject()
    try project.run("echo 'main.dora.git_save = False' >> toy/train.py")
    let line = "dora-sig --explain -- model=large optim.lr=3 +new.key=x"
    let cold = try project.traced(line)
    #expect(cold.started == 1, "\(cold)")
    let sig = cold.said.lines.first ?? "nothing"
    #expect(
      cold.said.error == """
        toy.train: described by Python: it wasn't described before; its source leaves a doubt: \
        toy/train.py:11: 'main.dora'
        \(sig): signed without Python

        """)
    #expect([sig] == (try project.signatures([["model=large", "optim.lr=3", "+new.key=x"]])))
    let warm = try project.traced(line)
    #expect(warm.started == 0)
    #expect(warm.said.out == cold.said.out)
    #expect(warm.said.error == "\(sig): signed without Python\n")
  }

  @Test func `config files change without a Python, and signatures with them`() throws {
    let project = try HydraProject()
    try project.run("dora-sig -- model=large")
    let edits = [
      "echo 'lr: 0.5' > toy/conf/optim/sgd.yaml",
      "sed -i 's/^seed: 1/seed: 2\\nepochs: 3/' toy/conf/config.yaml",
      "sed -i 's/model: small/model: large/' toy/conf/config.yaml",
      "mkdir toy/conf/data_set && echo 'rate: 8' > toy/conf/data_set/b.yaml",
      "sed -i 's/^  - _self_/  - data_set: b\\n  - _self_/' toy/conf/config.yaml",
      "echo 'rate: 9' > toy/conf/data_set/c.yaml",
      "rm toy/conf/model/small.yaml",
      "sed -i 's,^  root: .*,  root: /elsewhere,' toy/conf/config.yaml",
    ]
    for edit in edits {
      try project.run(edit)
      let argvs = [["model=large"], ["optim.lr=0.1"], ["data.root=/elsewhere", "seed=5"]]
      let lines = argvs.map { $0.joined(separator: " ") + "\n" }.joined()
      try project.sandbox.write(lines, to: ".lines")
      let now = try project.traced("dora-sig -n --explain --stdin < .lines")
      #expect(now.started == 0, "\(edit): \(now)")
      #expect(now.said.lines == (try project.signatures(argvs)), "\(edit)")
    }
  }

  @Test(arguments: [
    "sed -i 's/gpus: 0/gpus: 1/' toy/conf/config.yaml",
    "sed -i 's,dir: ./out,dir: ./elsewhere,' toy/conf/config.yaml",
    "sed -i 's/exclude: .seed./exclude: [data.*]/' toy/conf/config.yaml",
    "sed -i 's/^slurm:/slurm:\\n  comment: ${data.root}/' toy/conf/config.yaml",
    "printf 'hydra:\\n  sweeper:\\n    params: {seed: 1}\\n' >> toy/conf/config.yaml",
    "sed -i 's/ - _self_/ - _self_\\n  - override hydra\\/job_logging: none/' toy/conf/config.yaml",
    "echo '# a comment' >> toy/train.py",
    "touch toy/more.py",
  ])
  func `what the program itself takes of its files is looked at again, once`(edit: String) throws {
    for isDoubtful in edit.contains("gpus") || edit.contains("comment'") ? [false, true] : [false] {
      let project = try HydraProject()
      if isDoubtful { try project.run("echo 'main.dora.git_save = False' >> toy/train.py") }
      try project.run("dora-sig -- optim.lr=2")
      try project.run(edit)
      let line = "dora-sig --explain -- optim.lr=2 seed=3"
      let first = try project.traced(line)
      // A section of Hydra's own in the configuration is Hydra's to read.
      let isHydras = edit.contains("hydra:") || edit.contains("override hydra")
      #expect(first.started == (isDoubtful || isHydras ? 1 : 0), "\(first)")
      let who = isDoubtful || isHydras ? "Python" : "its source"
      #expect(first.said.error.hasPrefix("toy.train: described by \(who): "), "\(first)")
      #expect(first.said.lines == (try project.signatures([["optim.lr=2", "seed=3"]])))
      #expect(try project.traced(line).started == 0)
    }
  }

  @Test func `a program that looks into its configuration is asked again when that changes`() throws
  {
    let project = try HydraProject()
    let look = "import os\\nmain.dora.dir = os.path.join(\"out\", str(main._base_cfg.model.dim))\\n"
    try project.run("sed -i 's#^if __name__#\(look)\\n&#' toy/train.py")
    #expect(try project.run("dora-sig --json -n -- optim.lr=2").status == 0)
    #expect(try project.run("dora run -- optim.lr=2; ls out").lines.last == "8")
    // The folder of outputs is a new one where modules could be.
    try project.run("dora-sig -- optim.lr=3")
    try project.run("echo 'dim: 9' > toy/conf/model/small.yaml")
    let outcome = try project.traced("dora-sig --explain -- optim.lr=3")
    #expect(outcome.started == 1)
    #expect(outcome.said.error.contains("model/small.yaml' has changed; its source"), "\(outcome)")
    #expect(try project.run("dora run -- optim.lr=2; ls out").lines.suffix(2) == ["8", "9"])
  }

  @Test func `a configuration that stops composing is Hydra's to refuse, and heals`() throws {
    let project = try HydraProject()
    let sig = try project.run("dora-sig -- optim.lr=2").out
    try project.run("mv toy/conf/model/small.yaml kept")
    let broken = try project.run("dora-sig -- optim.lr=2")
    #expect(broken.status == 128 && broken.out.isEmpty, "\(broken)")
    #expect(broken.error.contains("model/small"), "\(broken)")
    try project.run("mv kept toy/conf/model/small.yaml")
    #expect(try project.run("dora-sig -- optim.lr=2").out == sig)
    try project.run("printf 'a: [1\\n' >> toy/conf/config.yaml")
    let torn = try project.run("dora-sig -- optim.lr=2")
    #expect(torn.status == 128 && torn.out.isEmpty, "\(torn)")
  }

  @Test func `what only Hydra can compose says so, and is asked once`() throws {
    let project = try HydraProject()
    let register =
      "from omegaconf import OmegaConf\\n"
      + "OmegaConf.register_new_resolver(\"twice\", lambda x: 2 * x)\\n"
    try project.run("sed -i '1i \(register)' toy/train.py")
    try project.run("echo 'twice: ${twice:${seed}}' >> toy/conf/config.yaml")
    let line = "dora-sig --explain -- seed=4"
    let first = try project.traced(line)
    #expect(first.started == 1)
    #expect(first.said.error.contains(": signed by Python: the resolver 'twice'\n"), "\(first)")
    let second = try project.traced(line)
    #expect(second.started == 0)
    #expect(second.said.error.contains("by Python, for an earlier command: "), "\(second)")
    #expect(first.said.lines == (try project.signatures([["seed=4"]])))
    try project.run("echo 'lr: 7' > toy/conf/optim/sgd.yaml")
    #expect(try project.traced(line).started == 1)
  }
}
