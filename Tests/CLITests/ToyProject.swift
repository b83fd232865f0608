import DoraTestSupport
import Foundation

/// A project with a training program that ends at once, and the tools that were built with these tests.
struct ToyProject {
  let sandbox: Sandbox
  var command: Command

  /// Where the doors were built: beside the executable that runs the tests.
  static let tools = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().path

  /// The folder of the Python client.
  static let client = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/python").path

  static let train = """
    import argparse
    import os
    import sys
    import time

    from dora import argparse_main, get_xp

    parser = argparse.ArgumentParser("toy")
    parser.add_argument("--lr", type=float, default=0.03)
    parser.add_argument("--name", default="plain")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--sleep", type=float, default=0., help="seconds for an epoch")
    parser.add_argument("--status", type=int, default=0)
    parser.add_argument("--verbose", action="store_true")

    @argparse_main(parser, exclude=["verbose", "sleep", "status"])
    def main():
        xp = get_xp()
        xp.link.load()
        start = len(xp.link.history)
        print(f"start at {start}", flush=True)
        for epoch in range(start, xp.cfg.epochs):
            time.sleep(xp.cfg.sleep)
            xp.link.push_metrics({"loss": 1 / (epoch + 1)})
            print(f"epoch {epoch + 1}", flush=True)
        sys.exit(xp.cfg.status)

    if __name__ == "__main__":
        main()

    """

  /// The same, where an epoch lasts until there is `outputs/go`.
  static let gated = train.replacing(
    "time.sleep(xp.cfg.sleep)", with: "while not os.path.exists(\"outputs/go\"): time.sleep(0.05)")

  /// A git repository with the program committed, and no store yet.
  init(git: Bool = true, train: String = ToyProject.train) throws {
    sandbox = try Sandbox()
    try sandbox.write("\"\"\"A toy.\"\"\"\n", to: "toy/__init__.py")
    try sandbox.write(train, to: "toy/train.py")
    try sandbox.write("outputs/\n__pycache__/\n", to: ".gitignore")
    command = Command(
      in: sandbox.path,
      environment: [
        "PATH": "\(Self.tools):/usr/bin:/bin", "DORA_CLIENT": Self.client,
        "PYTHONDONTWRITEBYTECODE": "1", "DORA_ENGINE": "local",
      ])
    if git { try command.shell("git init -q . && git add -A && git commit -qm toy") }
  }

  /// Runs a line of bash in the project.
  @discardableResult
  func run(_ line: String, input: String = "") throws -> Outcome {
    try command.shell(line, input: input)
  }

  /// Calls `question` until it's true; false when it never was.
  func eventually(within seconds: Double = 300, _ question: () throws -> Bool) rethrows -> Bool {
    let end = Date.now.addingTimeInterval(seconds)
    while Date.now < end {
      if try question() { return true }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return false
  }
}
