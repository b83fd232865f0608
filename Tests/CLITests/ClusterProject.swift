import DoraTestSupport
import Foundation
import Testing

/// A project whose runs go to the Slurm that DORA_TEST_CLUSTER names, which `scripts/cluster` has started.
struct ClusterProject {
  var toy: ToyProject

  /// The folder of the cluster; where CI is true there must be one, else its tests skip.
  static let folder = ProcessInfo.processInfo.environment["DORA_TEST_CLUSTER"]
  static let isWanted = folder != nil || ProcessInfo.processInfo.environment["CI"] == "true"

  /// Jobs of one CPU and hardly any memory: the nodes only pretend to have many.
  static let small = """
    [slurm]
        gpus = 0
        mem-per-gpu = 100M
        cpus-per-gpu = 1
        time = 5

    """

  init(_ configuration: String = "") throws {
    let folder = try #require(Self.folder, "DORA_TEST_CLUSTER names no cluster")
    toy = try ToyProject()
    // The engine is to be found where an sbatch is on PATH.
    toy.command.environment["DORA_ENGINE"] = nil
    toy.command.environment["SLURM_CONF"] = "\(folder)/slurm.conf"
    try toy.sandbox.write(Self.small + configuration, to: ".doraconfig")
  }

  var sandbox: Sandbox { toy.sandbox }

  /// A program in bash in the place of the one in Python.
  func use(_ script: String) throws {
    try sandbox.write("#!/bin/bash\n" + script, to: "train.sh", executable: true)
    try sandbox.write(
      Self.small + "[program]\n    command = ./train.sh\n", to: ".doraconfig")
  }

  @discardableResult
  func run(_ line: String, input: String = "") throws -> Outcome { try toy.run(line, input: input) }

  /// Waits until a line of bash prints `text`.
  func eventually(_ line: String, prints text: String, within seconds: Double = 300) throws {
    var last = try run(line)
    let isSo = try toy.eventually(within: seconds) {
      last = try run(line)
      return last.out.trimmingCharacters(in: .whitespacesAndNewlines) == text
    }
    #expect(isSo, "\(line): \(last.out)\(last.error)")
  }

  /// From now on `calls` knows how often each command of Slurm's is called.
  mutating func count() throws {
    for name in ["sbatch", "squeue", "sacct", "scancel", "scontrol", "sinfo"] {
      try sandbox.write(
        "#!/bin/sh\necho \(name) >> \(sandbox.path)/calls\nexec /usr/bin/\(name) \"$@\"\n",
        to: "counted/\(name)", executable: true)
    }
    let path = toy.command.environment["PATH"] ?? ""
    toy.command.environment["PATH"] = "\(sandbox.path)/counted:\(path)"
  }

  /// The commands that were called since the last time, each as often as it was.
  func calls() throws -> [String] {
    let made = try run("cat calls 2> /dev/null; rm -f calls").lines
    return made.sorted()
  }
}
