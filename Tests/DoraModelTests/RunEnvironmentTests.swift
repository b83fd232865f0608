import Testing

@testable import DoraModel

@Suite struct RunEnvironmentTests {
  @Test func `no variable is recorded whose name says that it's secret`() {
    for name in ["OMP_NUM_THREADS", "NCCL_DEBUG", "PYTHONHASHSEED", "CUDNN_VERSION"] {
      #expect(RunEnvironment.records(name, more: []), "\(name)")
    }
    for name in ["HOME", "PATH", "TORCH_TOKEN", "JAX_API_KEY", "OMP", "WANDB_API_KEY"] {
      #expect(!RunEnvironment.records(name, more: ["WANDB_*"]), "\(name)")
    }
    #expect(RunEnvironment.records("WANDB_MODE", more: ["WANDB_*"]))
  }

  @Test func `differences name what was and what is`() {
    let then: JSON = [
      "version": 1, "host": "a", "gpus": ["A100", "A100"], "python": "3.11.2",
      "packages": ["numpy": "1.26", "torch": "2.0"], "variables": ["LANG": "C"],
    ]
    let now: JSON = [
      "version": 2, "host": "a", "gpus": ["A100"], "python": "3.12.0",
      "packages": ["numpy": "2.0", "new": "1"], "variables": [:], "driver": "535",
    ]
    #expect(
      RunEnvironment.differences(then, now).map(\.shown) == [
        "gpus: A100, A100, now A100", "python: 3.11.2, now 3.12.0",
        "package numpy: 1.26, now 2.0", "package torch: 2.0, now none",
        "package new: none, now 1", "variable LANG: C, now none", "driver: none, now 535",
      ])
    #expect(RunEnvironment.differences(then, then).isEmpty)
  }

  @Test func `a note is named by its content`() {
    let files = LoadedFiles(["b.py": "2", "a.py": "1"])
    #expect(
      files.note.record
        == Array("{\"version\": 1, \"files\": {\"a.py\": \"1\", \"b.py\": \"2\"}}\n".utf8))
    #expect(files.note.digest == SHA1.digest(files.note.record))
    #expect(LoadedFiles(json: files.json) == files)
    #expect(
      files.changed(from: LoadedFiles(["b.py": "3", "c.py": "1"])) == ["a.py", "b.py", "c.py"])
  }
}
