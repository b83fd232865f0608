import DoraTestSupport
import Foundation
import Testing

/// Grids, sweeps and several processes of Hydra projects.
@Suite(.enabled(if: HydraProject.isWanted, "neither DORA_TEST_HYDRA nor DORA_TEST_UPSTREAM is set"))
struct HydraGridTests {
  /// The toy with a grid `g`, whose lines are the body of its explorer.
  private func project(_ body: String) throws -> HydraProject {
    let project = try HydraProject()
    try project.sandbox.write("", to: "toy/grids/__init__.py")
    try write(body, to: project)
    return project
  }

  private func write(_ body: String, to project: HydraProject) throws {
    try project.sandbox.write(
      "from dora import Explorer\n\n@Explorer\ndef explorer(launcher):\n" + body,
      to: "toy/grids/g.py")
  }

  @Test func `what a launcher is called with is what the Python tool makes of it`() throws {
    let project = try project(
      """
          launcher.bind_({"optim.lr": 1e-05})
          launcher(model="large")
          launcher(["seed=3", "data.root=/x"], {"optim": "adam"})
          launcher({"data": {"root": "/y z", "train": None}})
          launcher("+new.list=[1, a]", **{"+flag": True, "+nothing": None, "+text": "it's"})
          sub = launcher.bind("optim=adam").slurm(time=5)
          with sub.job_array():
              for dim in [16, 32]:
                  sub({"model.dim": dim})
          launcher(model="large", **{"optim.lr": 1e-05})

      """)
    let wanted = [
      ["optim.lr=1e-05", "model=large"],
      ["optim.lr=1e-05", "seed=3", "data.root=/x", "optim=adam"],
      ["optim.lr=1e-05", #"data={root: "/y z", train: null}"#],
      [
        "optim.lr=1e-05", "+new.list=[1, a]", "+flag=true", "+nothing=null", #"+text="it's""#,
      ],
      ["optim.lr=1e-05", "optim=adam", "model.dim=16"],
      ["optim.lr=1e-05", "optim=adam", "model.dim=32"],
    ]
    let listed = try project.run("dora-grid g --json | jq -c .argv")
    let argvs = try listed.lines.map {
      try JSONDecoder().decode([String].self, from: Data($0.utf8))
    }
    #expect(argvs == wanted, "\(listed)")
    let sigs = try project.run("dora-grid g | cut -f 1").lines
    #expect(sigs == (try project.signatures(wanted)))
    let acted = try project.run(
      "dora grid g -j2 && dora-status --wait > /dev/null; dora grid g --csv")
    #expect(acted.status == 0, "\(acted)")
    #expect(try project.run("dora-status | cut -f 2 | sort -u").out == "COMPLETED\n")
    #expect(try project.run("ls out/xps/*/.hydra/overrides.yaml | wc -l").out == "6\n")
    #expect(acted.out.contains("model=large") && acted.out.contains("mod.dim=16"), "\(acted.out)")
  }

  @Test func `one Python reads the grid file, and none signs`() throws {
    let project = try project(
      "    for lr in range(1, 31): launcher({'optim.lr': lr / 10}, model='large')\n")
    try project.run("dora-sig -- seed=2")
    let first = try project.traced("dora grid g --dry-run --no-monitoring")
    #expect(first.said.error.hasPrefix("grid g: 30 to submit"), "\(first.said)")
    let python = try project.run("grep -c 'execve(.*python.* = 0$' .trace")
    let calls = try project.run("cat .trace")
    #expect(python.out == "1\n", "\(calls)")
    // What left the file is cancelled, what stayed is kept.
    try project.run("dora grid g --init")
    try write(
      "    for lr in range(2, 31): launcher({'optim.lr': lr / 10}, model='large')\n", to: project)
    let planned = try project.run("dora grid g --dry-run --no-monitoring")
    #expect(planned.error.hasPrefix("grid g: 29 "), "\(planned)")
  }

  @Test func `an XP that Hydra refuses stops the grid before anything is done`() throws {
    let project = try project("    launcher({'optim.lr': 2})\n    launcher(modle='large')\n")
    let outcome = try project.run("dora grid g")
    #expect(outcome.status == 128, "\(outcome)")
    #expect(
      outcome.error.contains(
        "there is no key 'modle' to override; did you mean 'model'?"), "\(outcome)")
    #expect(try project.run("dora-status").out.isEmpty)
    try write("    launcher(model='larg')\n", to: project)
    #expect(
      try project.run("dora grid g").error.contains(
        "did you mean 'large'?; the options of 'model' are large, small"))
  }

  @Test func `sweeps and what Hydra shows are Hydra's own, and no XP`() throws {
    let project = try HydraProject()
    try project.run(
      "sed -i 's/    xp = get_xp()/    from dora import is_xp\\n    if not is_xp(): return print(\"swept\", cfg.optim.lr)\\n&/' toy/train.py"
    )
    for option in ["-m", "--multirun"] {
      let swept = try project.run("dora run -- \(option) optim.lr=1,2 hydra.sweep.dir=.sweep")
      #expect(swept.status == 0, "\(swept)")
      #expect(swept.lines.filter { $0.hasPrefix("swept") } == ["swept 1", "swept 2"], "\(swept)")
    }
    let shown = try project.run("dora run -- --cfg job optim=adam")
    #expect(shown.out.contains("beta: 0.9"), "\(shown)")
    #expect(try project.run("dora run -- --help").out.contains("model: large, small"))
    #expect(!project.sandbox.exists("out") && !project.sandbox.exists(".dora/xps"))
    #expect(try project.run("dora run -- -m optim.lr=1,2 nothing=3").status == 1)
    let signed = try project.run("dora-sig -- -m optim.lr=1,2")
    #expect(signed.status == 128 && signed.error.contains("'-m' is no override"), "\(signed)")
  }

  @Test func `only the first of several processes keeps Hydra's record`() throws {
    let project = try HydraProject()
    try project.run(
      "sed -i 's/    xp = get_xp()/&\\n    from hydra.core.hydra_config import HydraConfig\\n    print(\"record\", HydraConfig.get().output_subdir, flush=True)/' toy/train.py"
    )
    let outcome = try project.run("dora run --ddp_workers=2 -- optim.lr=3")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.lines.contains("record .hydra"))
    let folder = try project.run("ls -d out/xps/*").lines[0]
    #expect(try project.run("cat \(folder)/worker_1.log").lines.contains("record None"))
    #expect(
      try project.run("cat \(folder)/.hydra/overrides.yaml").out == "- optim.lr=3\n")
  }
}
