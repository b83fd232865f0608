import DoraTestSupport
import Foundation

/// A Hydra project, the tools that were built with these tests, and a Python that has Hydra.
struct HydraProject {
  let sandbox: Sandbox
  let command: Command

  /// The environment with Hydra; it's the Python tool's, so that its `dora` is on the PATH behind ours.
  static let venv: String? = {
    let variables = ProcessInfo.processInfo.environment
    return variables["DORA_TEST_HYDRA"] ?? variables["DORA_TEST_UPSTREAM"]
  }()
  static let isWanted = venv != nil || ProcessInfo.processInfo.environment["CI"] == "true"

  static let train = """
    from dora import get_xp, hydra_main

    @hydra_main(config_path="conf", config_name="config", version_base="1.3")
    def main(cfg):
        xp = get_xp()
        print("lr", cfg.optim.lr, "in", xp.sig, flush=True)
        xp.link.push_metrics({"loss": float(cfg.optim.lr)})

    if __name__ == "__main__":
        main()

    """

  static let config = """
    defaults:
      - model: small
      - optim: sgd
      - _self_

    seed: 1
    data:
      root: /data
      train: ${data.root}/train
    dora:
      dir: ./out
      exclude: [seed]
    slurm:
      gpus: 0

    """

  /// A project of two groups, in a git repository.
  init() throws {
    sandbox = try Sandbox()
    command = Self.command(in: sandbox.path)
    try sandbox.write("", to: "toy/__init__.py")
    try sandbox.write(Self.train, to: "toy/train.py")
    try sandbox.write(Self.config, to: "toy/conf/config.yaml")
    try sandbox.write("dim: 8\n", to: "toy/conf/model/small.yaml")
    try sandbox.write("dim: 64\nlayers: 2\n", to: "toy/conf/model/large.yaml")
    try sandbox.write("lr: 0.1\n", to: "toy/conf/optim/sgd.yaml")
    try sandbox.write("lr: 0.001\nbeta: 0.9\n", to: "toy/conf/optim/adam.yaml")
    try sandbox.write("out/\n__pycache__/\n.trace\n", to: ".gitignore")
    try run("git init -q . && git add -A && git commit -qm toy")
  }

  /// A copy of examples/digits_hydra, and beside it some of the data that it reads.
  init(example name: String) throws {
    sandbox = try Sandbox()
    command = Self.command(in: sandbox.file(name))
    let examples = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "examples")
    try FileManager.default.copyItem(
      atPath: examples.appending(path: name).path, toPath: sandbox.file(name))
    let data = examples.appending(path: "digits/digits/data.txt")
    let lines = try String(contentsOf: data, encoding: .utf8).split(separator: "\n").prefix(40)
    try sandbox.write(lines.joined(separator: "\n") + "\n", to: "digits/digits/data.txt")
    try run("printf 'outputs/\\n__pycache__/\\n.trace\\n' > .gitignore")
    try run("git init -q . && git add -A && git commit -qm digits")
  }

  private static func command(in folder: String) -> Command {
    let python = venv.map { "\($0)/bin" } ?? "/usr/bin"
    return Command(
      in: folder,
      environment: [
        "PATH": "\(ToyProject.tools):\(python):/usr/bin:/bin", "DORA_CLIENT": ToyProject.client,
        "PYTHONDONTWRITEBYTECODE": "1", "DORA_ENGINE": "local",
      ])
  }

  /// Runs a line of bash in the project.
  @discardableResult
  func run(_ line: String, input: String = "") throws -> Outcome {
    try command.shell(line, input: input)
  }

  /// How many processes a command starts, itself apart; and what it says.
  func traced(_ line: String) throws -> (started: Int, said: Outcome) {
    let outcome = try run("strace -f -o .trace -e trace=execve \(line)")
    let calls = try run("cat .trace").lines
    return (calls.filter { $0.contains("execve(") && $0.hasSuffix(" = 0") }.count - 1, outcome)
  }

  /// The signatures that the client itself computes, in one process.
  func signatures(_ argvs: [[String]]) throws -> [String] {
    let lists = try String(decoding: JSONEncoder().encode(argvs), as: UTF8.self)
    let script = """
      import json, sys
      from toy.train import main
      for argv in json.load(sys.stdin):
          print(main.get_xp(argv).sig)
      """
    let words = ["env", "PYTHONPATH=\(ToyProject.client)", "python3", "-c", script]
    return try command.run(words, input: lists).lines
  }
}
