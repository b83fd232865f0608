import DoraTestSupport
import Foundation
import Testing

/// Programs of several processes that meet by PyTorch itself: Debian's build for CPUs, which has gloo.
struct TorchProgram {
  /// Where CI is true it must be there.
  static let isWanted =
    FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/torch/distributed")
    || ProcessInfo.processInfo.environment["CI"] == "true"

  /// What each process has comes to the sum of all, and rank 0 pushes it.
  static let train = """
    import argparse
    from dora import argparse_main, distrib, get_xp

    parser = argparse.ArgumentParser("toy")
    parser.add_argument("--seed", type=int, default=0)

    @argparse_main(parser)
    def main():
        distrib.init("gloo")
        import torch
        import torch.distributed as group
        values = torch.full((2,), distrib.rank() + 1.)
        group.all_reduce(values)
        group.barrier()
        print(distrib.rank(), "of", distrib.world_size(), values.tolist(), flush=True)
        if distrib.is_master():
            get_xp().link.push_metrics({"sum": values.sum().item()})

    if __name__ == "__main__":
        main()

    """
}

@Suite(.serialized, .enabled(if: TorchProgram.isWanted)) struct TorchTests {
  @Test func `the processes of one machine meet`() throws {
    let project = try ToyProject()
    try project.sandbox.write(TorchProgram.train, to: "toy/train.py")
    let outcome = try project.run("dora run -d --ddp_workers 2 -- --seed=1")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.out == "0 of 2 [3.0, 3.0]\n")
    #expect(
      try project.run("cat outputs/xps/*/worker_1.log; dora info -m -- --seed=1").lines == [
        "1 of 2 [3.0, 3.0]", "{\"sum\": 6.0}",
      ])
  }

  @Test func `torchrun starts them as well`() throws {
    let project = try ToyProject()
    try project.sandbox.write(TorchProgram.train, to: "toy/train.py")
    // Debian's torch 1.13 looks for its default, no redirection, among the members of a flag, and Python 3.11 doesn't count
    // the one that is 0 as such; the same without dora.
    let outcome = try project.run(
      """
      export PYTHONPATH=$DORA_CLIENT OMP_NUM_THREADS=1
      torchrun --redirects 1 --tee 1 --nproc_per_node 2 -m dora run -- --seed=2
      """)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(
      outcome.lines.sorted() == ["[default0]:0 of 2 [3.0, 3.0]", "[default1]:1 of 2 [3.0, 3.0]"])
    #expect(try project.run("dora info -m -- --seed=2").out == "{\"sum\": 6.0}\n")
  }
}

extension ClusterTests {
  @Suite(.enabled(if: TorchProgram.isWanted)) struct Torch {
    @Test func `the tasks of a job on two nodes meet`() throws {
      let project = try ClusterProject()
      try project.sandbox.write(TorchProgram.train, to: "toy/train.py")
      let outcome = try project.run(
        """
        dora-sig -- --seed=3 | dora-submit --slurm nodes=2 --slurm ntasks-per-node=2 --slurm mem=4G |
          dora-status --wait | cut -f 2
        cat outputs/xps/*/runs/*.log outputs/xps/*/worker_*.log; dora info -m -- --seed=3
        """)
      let ranks = (0..<4).map { "\($0) of 4 [10.0, 10.0]" }
      #expect(
        outcome.lines == ["COMPLETED"] + ranks + ["{\"sum\": 20.0}"], "\(outcome.error)")
    }
  }
}
