import DoraTestSupport
import Foundation
import Testing

extension ClusterTests {
  /// What happens on the nodes.
  @Suite struct Jobs {
    /// Programs of several processes say who they are, and meet.
    @Test func `ranks know their places over several nodes, and reach the first`() throws {
      let project = try ClusterProject()
      try project.use(
        """
        echo "$RANK/$WORLD_SIZE $LOCAL_RANK $CUDA_VISIBLE_DEVICES"
        python3 - <<'END'
        import os, socket, time
        rank, size = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
        place = os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])
        if rank == 0:
            with socket.create_server(place) as server:
                seen = sorted(int(server.accept()[0].recv(10)) for _ in range(size - 1))
                print("met", seen, flush=True)
        else:
            for attempt in range(1200):
                try:
                    with socket.create_connection(place) as s:
                        s.sendall(str(rank).encode())
                    break
                except OSError:
                    time.sleep(0.1)
        END
        """)
      let outcome = try project.run(
        """
        dora-sig -- a=1 |
          dora-submit -g 4 --slurm gpus_per_node=2 --slurm mem_per_gpu=200M --slurm cpus_per_gpu=1 |
          dora-status --wait | cut -f 2
        cat outputs/xps/*/runs/*.log; cat outputs/xps/*/worker_*.log
        """)
      #expect(outcome.lines.first == "COMPLETED", "\(outcome.out)\(outcome.error)")
      #expect(outcome.lines.contains("met [1, 2, 3]"))
      let ranks = outcome.lines.filter { $0.contains("/4 ") }.map { $0.prefix(5) }
      #expect(ranks == ["0/4 0", "1/4 1", "2/4 0", "3/4 1"])
    }

    @Test func `a rank that fails ends the others, and its status is the run's`() throws {
      let project = try ClusterProject()
      try project.use("if [ $RANK = 1 ]; then sleep 1; exit 7; fi; sleep 60\n")
      let outcome = try project.run(
        "dora-sig -- a=1 | dora-submit --slurm ntasks-per-node=2 | dora-status --wait --format '%(state) %(exit) %(reason)'"
      )
      #expect(outcome.out == "FAILED 7 rank 1 failed, see worker_1.log\n", "\(outcome.error)")
      try project.use("kill -SEGV $$\n")
      let killed = try project.run(
        "dora-submit -r $(dora-sig -- a=1) | dora-status --wait | cut -f 2,4")
      #expect(killed.out == "FAILED\t0:11\n", "\(killed.error)")
    }

    @Test func `processes that somebody's own srun has started are those of one run`() throws {
      let project = try ClusterProject()
      try project.sandbox.write(
        """
        from argparse import ArgumentParser
        from dora import argparse_main, distrib, get_xp

        parser = ArgumentParser()
        parser.add_argument("--lr", type=float, default=1)

        @argparse_main(parser)
        def main():
            print(distrib.rank(), "of", distrib.world_size(), flush=True)
            get_xp().link.push_metrics({"rank": distrib.rank()})

        """, to: "toy/train.py")
      let outcome = try project.run(
        """
        export PYTHONPATH=$DORA_CLIENT
        sbatch -QW -n 2 --mem=200M -o out --wrap 'srun python3 -m dora run -- --lr=2' > number
        sort out; cat outputs/xps/*/history.jsonl
        """)
      #expect(outcome.lines == ["0 of 2", "1 of 2", "{\"rank\": 0}"], "\(outcome.error)")
      let refused = try project.run(
        "sbatch -QW -n 2 --mem=200M -o out --wrap 'srun dora run -- --lr=3' > number; echo $?; cat out"
      )
      #expect(refused.lines.first == "129", "\(refused.out)\(refused.error)")
      #expect(refused.out.contains("fatal: srun has started 2 of this command, and a run is one"))
    }

    /// By the kernel or by Slurm's own looking after it, as the machine has it.
    @Test func `a job that takes more memory than it asked for says so, whichever process did`()
      throws
    {
      let project = try ClusterProject()
      try project.use(
        """
        eat='held = [bytearray(40 << 20) for _ in range(10)]; import time; time.sleep(60)'
        echo start
        case $1 in
          --itself) exec python3 -c "$eat" ;;
          *) python3 -c "$eat" || exit 3 ;;
        esac

        """)
      let outcome = try project.run(
        """
        for how in --itself --child; do dora-sig -- $how; done | dora-submit > /dev/null
        dora-status --wait --format '%(state) %(reason)'; echo $?
        """)
      let ending = "OUT_OF_MEMORY took more than the 100M of memory that it asked for"
      #expect(outcome.lines == [ending, ending, "1"], "\(outcome.error)")
      let why = try project.run("dora why $(dora-sig -- --itself)")
      #expect(
        why.lines.contains("cause: took more than the 100M of memory that it asked for"),
        "\(why.out)")
      #expect(why.out.contains("hint:  ask for more memory"))
      #expect(
        try project.run("dora-submit -n -r $(dora-sig -- --itself) | cut -f 3").out == "submitted\n"
      )
    }

    @Test func `a job whose node fails goes on when it's queued again, and else can be retried`()
      throws
    {
      let project = try ClusterProject()
      try project.use("echo start $1; [ -e go ] || sleep 600; echo end\n")
      let node = try project.run("sinfo -hN -p main -o %N | tail -n 1").lines[0]
      defer { _ = try? project.run("scontrol update nodename=\(node) state=idle") }
      for word in ["again", "once"] {
        try project.run(
          """
          dora-sig -- \(word) | dora-submit --slurm nodelist=\(node) > job
          [ \(word) = again ] || scontrol update jobid=$(cut -f 2 job) requeue=0
          """)
        try project.eventually(
          "cat outputs/xps/*/runs/*.log | grep -c 'start \(word)'", prints: "1")
      }
      try project.run("scontrol update nodename=\(node) state=down reason=test")
      let ending = "its node failed: \(node)"
      try project.eventually(
        "dora-status --format '%(state) %(reason)' $(dora-sig -- once)",
        prints: "NODE_FAIL \(ending)")
      try project.eventually(
        "dora-status --format '%(state) %(reason)' $(dora-sig -- again)",
        prints: "PENDING \(ending); queued again")
      #expect(
        try project.run("dora why $(dora-sig -- once)").lines.contains("cause: \(ending)"))
      #expect(
        try project.run("dora-submit -r $(dora-sig -- once) $(dora-sig -- again) | cut -f 3").out
          == "submitted\nkept\n")
      try project.run("touch go; scontrol update nodename=\(node) state=idle")
      try project.eventually("dora-status --wait | cut -f 2 | xargs", prints: "COMPLETED COMPLETED")
      #expect(try project.run("cat outputs/xps/*/runs/*.log | grep -c ^end").out == "2\n")
    }

    @Test func `a program that asked for it saves before the time limit and goes on where it was`()
      throws
    {
      let project = try ClusterProject()
      try project.sandbox.write(
        ToyProject.train.replacing(
          "    xp.link.load()\n",
          with: """
                from dora.shep import register_preemption_callaback
                register_preemption_callaback(lambda: print("saved", flush=True))
                xp.link.load()

            """), to: "toy/train.py")
      try project.run("dora-sig -- --lr=1 --epochs=3 --sleep=3 | dora-submit")
      try project.eventually("cat outputs/xps/*/runs/*.log | grep -c '^epoch 1'", prints: "1")
      // What Slurm itself sends when the time is nearly over.
      try project.run("scancel --signal=USR2 --batch $(dora-status --format '%(job)')")
      try project.eventually("cat outputs/xps/*/runs/*.log | grep -c ^saved", prints: "1")
      // Queued again meanwhile, for as short a time as Slurm likes; what it does then is in the log.
      try project.eventually("dora-status | cut -f 2", prints: "COMPLETED")
      let log = try project.run("cat outputs/xps/*/runs/*.log")
      #expect(log.lines.filter { $0.hasPrefix("epoch") } == ["epoch 1", "epoch 2", "epoch 3"])
      #expect(log.lines.contains { $0.hasPrefix("start at") && $0 != "start at 0" }, "\(log.out)")
    }

    @Test func `a program that ends by the warning goes on as often as it may`() throws {
      let project = try ClusterProject()
      try project.use("trap 'echo saved; exit 75' USR2; echo go; sleep 60 & wait\n")
      try project.run("dora-sig -- a=1 | dora-submit --slurm max_num_timeout=1")
      for round in ["1", "2"] {
        try project.eventually("cat outputs/xps/*/runs/*.log | grep -c ^go", prints: round)
        try project.eventually("dora-status | cut -f 2", prints: "RUNNING")
        try project.run("scancel --signal=USR2 --batch $(dora-status --format '%(job)')")
      }
      try project.eventually(
        "dora-status --format '%(state) %(reason)'", prints: "TIMEOUT ran out of time")
      #expect(try project.run("cat outputs/xps/*/runs/*.log | grep -c ^saved").out == "2\n")
    }

    @Test func `a task that is queued again leaves the others of its array alone`() throws {
      let project = try ClusterProject()
      try project.use(
        """
        trap 'exit 75' USR2; echo "start $SLURM_JOB_ID ${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
        [ $(grep -c ^start $DORA_FOLDER/runs/*.log) -lt 2 ] || exit 0
        sleep 600 & wait

        """)
      try project.run("seq -f 'n=%g' 2 | dora-sig --stdin | dora-submit")
      try project.eventually("cat outputs/xps/*/runs/*.log | grep -c ^start", prints: "2")
      // One of them has the number of the whole array.
      let task = try project.run(
        "cat outputs/xps/*/runs/*.log | awk '/^start/ { split($3, id, \"_\"); if ($2 == id[1]) print $3 }'"
      ).lines[0]
      try project.run("scancel --signal=USR2 --batch \(task)")
      try project.eventually(
        "dora-status --format '%(job) %(state)' | grep -v RUNNING", prints: "\(task) COMPLETED")
      #expect(try project.run("cat outputs/xps/*/runs/*.log | grep -c ^start").out == "3\n")
      try project.run("dora cancel --all")
    }

    @Test func `a preempted job is queued again and comes to its end`() throws {
      let project = try ClusterProject()
      let node = try project.run("sinfo -hN -p low -o %N | tail -n 1").lines[0]
      let options = "--slurm nodelist=\(node) --slurm exclusive"
      try project.run("dora-sig -- --lr=1 --epochs=4 --sleep=1 | dora-submit -p low \(options)")
      let low = try project.run("dora-sig -- --lr=1 --epochs=4").lines[0]
      try project.eventually(
        "cat outputs/xps/\(low)/runs/*.log 2> /dev/null | grep -c '^epoch 1'", prints: "1")
      let main = try project.run("dora-sig -- --lr=2 | dora-submit -p main \(options)")
      #expect(main.status == 0, "\(main.error)")
      try project.eventually("dora-status --wait | cut -f 2 | xargs", prints: "COMPLETED COMPLETED")
      let log = try project.run("cat outputs/xps/\(low)/runs/*.log | grep ^start")
      #expect(log.lines.count == 2 && log.lines[0] == "start at 0", "\(log.out)")
    }
  }
}
