import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraEngines
@testable import DoraSystem

/// GPUs, as far as CUDA_VISIBLE_DEVICES goes; the jobs here touch none.
@Suite struct GPUsTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  @Test(arguments: [
    ("", []), ("0", ["0"]), ("2,0", ["2", "0"]), (" 1 , 3", ["1", "3"]), ("-1", []),
    ("0,-1,2", ["0"]), ("NoDevFiles", []), ("1,1", ["1"]),
    ("GPU-8932f937,GPU-1", ["GPU-8932f937", "GPU-1"]),
  ])
  func `what CUDA_VISIBLE_DEVICES shows is what a program may see`(
    value: String, visible: [String]
  ) {
    #expect(GPUs.visible(environment: ["CUDA_VISIBLE_DEVICES": value]) == visible)
  }

  /// Waits until another job is there, then tells its GPUs.
  private let meet = """
    touch here.$DORA_JOB
    n=0; while [ $(ls here.* | wc -l) -lt 2 ] && [ $n -lt 15000 ]; do sleep 0.02; n=$((n+1)); done
    echo "$CUDA_VISIBLE_DEVICES" > gpus.$DORA_JOB
    """

  @Test func `jobs that run at once get one GPU each, and none twice`() throws {
    let jobs = try bench.submit([meet, meet], environment: ["CUDA_VISIBLE_DEVICES": "4,6"])
    let runs = try jobs.map { try bench.wait(for: $0) }
    #expect(runs.map(\.state) == [.completed, .completed])
    #expect(try bench.sandbox.read("gpus.1") == "4\n")
    #expect(try bench.sandbox.read("gpus.2") == "6\n")
    // Recorded, in the state file and for the store.
    let recorded = runs.map { run in
      run.environment.first { $0.name == "CUDA_VISIBLE_DEVICES" }?.value.string
    }
    #expect(recorded == ["4", "6"])
  }

  @Test func `a job that needs both GPUs waits for both, and is not overtaken`() throws {
    let line = "echo \"$DORA_JOB $CUDA_VISIBLE_DEVICES\" >> order; sleep 0.05"
    let environment = ["CUDA_VISIBLE_DEVICES": "0,1"]
    let first = try bench.submit(
      ["while [ ! -e go ]; do sleep 0.02; done; " + line], slots: 8, environment: environment)
    try bench.supervisor(of: first[0])
    let second = try bench.submit([line], gpus: 2, environment: environment)
    let third = try bench.submit([line], environment: environment)
    #expect(try bench.state(third[0]).state == .pending)
    try bench.sandbox.write("", to: "go")
    for job in first + second + third { #expect(try bench.wait(for: job).state == .completed) }
    let order = try bench.sandbox.read("order").split(separator: "\n")
    #expect(order == ["1 0", "2 0,1", "3 0"])
  }

  @Test func `workers get a GPU each, as far as there are any`() throws {
    let environment = ["CUDA_VISIBLE_DEVICES": "0,1,2"]
    let line = "echo $CUDA_VISIBLE_DEVICES > gpus.$DORA_JOB.$RANK"
    let jobs = [
      try bench.submit([line], workers: 2, environment: environment)[0],
      try bench.submit([line], workers: 4, environment: environment)[0],
    ]
    for job in jobs { #expect(try bench.wait(for: job).state == .completed) }
    #expect(try bench.sandbox.read("gpus.1.1") == "0,1\n")
    #expect(try bench.sandbox.read("gpus.2.3") == "0,1,2\n")
  }

  @Test func `a job that asks for none sees none, and takes none from the others`() throws {
    let environment = ["CUDA_VISIBLE_DEVICES": "0"]
    let jobs =
      try bench.submit([meet], slots: 2, gpus: 0, environment: environment)
      + bench.submit([meet], environment: environment)
    for job in jobs { #expect(try bench.wait(for: job).state == .completed) }
    #expect(try bench.sandbox.read("gpus.1") == "\n")
    #expect(try bench.sandbox.read("gpus.2") == "0\n")
  }

  @Test func `more GPUs than there are is an error before anything is held`() throws {
    #expect {
      try bench.submit(["true"], gpus: 3, environment: ["CUDA_VISIBLE_DEVICES": "0,1"])
    } throws: { error in
      (error as? EngineFailure)?.message == "cannot give 3 GPUs to one job: 2 are visible"
    }
    #expect(Queue(EngineFolder(path: bench.directory)).batches().isEmpty)
  }

  @Test func `GPUs stay taken when the runner is killed`() throws {
    let environment = ["CUDA_VISIBLE_DEVICES": "0,1"]
    let first = try bench.submit(
      ["while [ ! -e go ]; do sleep 0.02; done"], environment: environment)[0]
    try bench.supervisor(of: first)
    kill(try bench.runner(), SIGKILL)
    try bench.until("the runner lives") { !bench.runnerLives }
    let second = try bench.submit(
      ["echo $CUDA_VISIBLE_DEVICES > second"], environment: environment)[0]
    #expect(try bench.wait(for: second).state == .completed)
    #expect(try bench.sandbox.read("second") == "1\n")
    try bench.sandbox.write("", to: "go")
    #expect(try bench.wait(for: first).state == .completed)
  }
}
