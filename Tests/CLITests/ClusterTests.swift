import DoraTestSupport
import Foundation
import Testing

/// Everything that talks to the cluster; one after the other, since there is one.
@Suite(.serialized, .enabled(if: ClusterProject.isWanted)) struct ClusterTests {}

extension ClusterTests {
  /// The ordinary things, as on one machine.
  @Suite struct Ordinary {
    @Test func `a pipeline signs, submits, waits and shows the log`() throws {
      let project = try ClusterProject()
      let outcome = try project.run(
        "dora-sig -- --lr=0.1 | dora-submit | dora-status --wait | cut -f 1,2,4,6")
      #expect(outcome.out == "2aeed959\tCOMPLETED\t0:0\tlr=0.1\n", "\(outcome.error)")
      #expect(try project.run("dora-tail 2aee").out == "start at 0\nepoch 1\nepoch 2\n")
      #expect(try project.run("dora-submit 2aee | cut -f 1,3").out == "2aeed959\tkept\n")
      let job = try project.run("dora-status --format '%(job)'").lines[0]
      let info = try project.run("dora info -j \(job)")
      #expect(info.out.contains("job:       \(job) on slurm"), "\(info.out)\(info.error)")
      #expect(info.out.contains("metrics:   {\"loss\": 0.5}"))
    }

    @Test func `launch follows the job to its end and passes its failure on`() throws {
      let project = try ClusterProject()
      let outcome = try project.run("dora launch -a -- --lr=0.1 --status=3")
      #expect(outcome.status == 1)
      #expect(outcome.out.hasPrefix("start at 0\nepoch 1\nepoch 2\n"), "\(outcome.out)")
      #expect(outcome.error.hasSuffix("2aeed959: FAILED (exit 3)\n"), "\(outcome.error)")
      let again = try project.run("dora launch -r -- --lr=0.1; dora-status | cut -f 2")
      #expect(again.out == "start at 2\nCOMPLETED\n", "\(again.error)")
    }

    @Test func `XPs that ask for the same are one array, and each is what it is`() throws {
      var project = try ClusterProject()
      try project.count()
      try project.run(
        """
        for i in 0 1 2 3 4 5; do echo "--lr=$i --status=$((i % 3 == 2 ? 3 : 0))"; done |
          dora-sig --stdin > sigs
        """)
      let outcome = try project.run("dora-submit < sigs > jobs && cut -f 2 jobs")
      let ids = outcome.lines.map { $0.split(separator: "_") }
      #expect(Set(ids.map { $0[0] }).count == 1, "\(outcome.out)\(outcome.error)")
      #expect(ids.map { $0.last ?? "" } == ["0", "1", "2", "3", "4", "5"])
      #expect(try project.calls() == ["sbatch", "scontrol"])
      let ended = try project.run("dora-status --wait < sigs | cut -f 2,4")
      #expect(
        ended.lines == [
          "COMPLETED\t0:0", "COMPLETED\t0:0", "FAILED\t3:0", "COMPLETED\t0:0", "COMPLETED\t0:0",
          "FAILED\t3:0",
        ])
      _ = try project.calls()
      // What has ended is never asked for again.
      try project.run("dora-status < sigs; dora-submit < sigs")
      #expect(try project.calls() == [])
      let retried = try project.run("dora-submit -r < sigs | cut -f 3")
      #expect(
        retried.lines == ["kept", "kept", "submitted", "kept", "kept", "submitted"],
        "\(retried.error)")
    }

    @Test func `an interrupt of launch -a cancels the job, and a chain is cancelled whole`() throws
    {
      let project = try ClusterProject()
      let outcome = try project.run(
        """
        dora launch -a -- --lr=1 --sleep=600 > out 2>&1 & p=$!
        until dora-status 2> /dev/null | grep -q RUNNING; do sleep 0.1; done
        kill -INT $p; wait $p; echo $?; grep -x 'cancelling .*' out; tail -n 1 out
        """)
      #expect(outcome.lines.first == "1", "\(outcome.out)\(outcome.error)")
      #expect(outcome.lines.dropFirst().first == "cancelling 4c234bbd")
      #expect(outcome.lines.last?.hasPrefix("4c234bbd: CANCELLED") == true, "\(outcome.out)")
      let chain = try project.run(
        "dora-sig -- --lr=2 --sleep=600 | dora-submit --slurm dependents=2 | cut -f 2")
      try project.eventually("dora-status fef8 | cut -f 2", prints: "RUNNING")
      let cancelled = try project.run(
        "dora cancel fef8 | cut -f 3; squeue -h -j \(chain.lines[0]) | wc -l")
      #expect(cancelled.lines == ["CANCELLED", "0"], "\(cancelled.error)")
    }

    @Test func `an interrupt of launch -a while it submits cancels what comes of it`() throws {
      let project = try ClusterProject()
      try project.sandbox.write(
        """
        #!/bin/bash
        touch asked; until [ -e go ]; do sleep 0.1; done
        echo sbatch >> calls; exec /usr/bin/sbatch "$@"

        """, to: "slow/sbatch", executable: true)
      // As the terminal sends it: to all processes of the group.
      let outcome = try project.run(
        """
        PATH=$PWD/slow:$PATH setsid dora launch -a -- --lr=1 --sleep=600 > out 2>&1 & p=$!
        until [ -e asked ]; do sleep 0.1; done
        kill -INT -- -$p; touch go; wait $p; echo $?; cat calls; dora-status | cut -f 2; cat out
        """)
      #expect(outcome.lines.prefix(3) == ["1", "sbatch", "CANCELLED"], "\(outcome.out)")
    }

    @Test func `a job of an array is found by its number, and cancelled`() throws {
      var project = try ClusterProject()
      try project.run("seq -f '--lr=%g --sleep=120' 12 | dora-sig --stdin > sigs")
      let jobs = try project.run("dora-submit -j2 < sigs | cut -f 2").lines
      try project.eventually(
        "dora-status | cut -f 2 | sort | uniq -c | xargs", prints: "10 PENDING 2 RUNNING")
      let info = try project.run(
        "dora info -C -j \(jobs[7]) && dora-status $(sed -n 8p sigs) | cut -f 2,3")
      #expect(info.out.hasSuffix("CANCELLED\t\(jobs[7])\n"), "\(info.out)\(info.error)")
      let array = jobs[0].prefix { $0 != "_" }
      let whole = try project.run("dora info -j \(array)")
      #expect(whole.status == 128 && whole.error.contains("such as \(array)_0"), "\(whole.error)")
      #expect(
        try project.run("readlink -f outputs/by_id/\(jobs[0])").lines
          == (try project.run("dora info --folder -j \(jobs[0])").lines))
      // Slurm has a number of its own for each task that has left its array, begun or not.
      for task in [jobs[0], jobs[11]] {
        if task == jobs[11] { try project.run("scontrol update jobid=\(task) nice=1") }
        let found = try project.run(
          "dora info --json -j $(squeue -h -j \(task) -O JobID) | jq -r .job")
        #expect(found.out == task + "\n", "\(found.error)")
      }
      // Behind our back, while it waits: Slurm forgets such a task altogether.
      try project.run("scancel \(jobs[9])")
      try project.count()
      let outcome = try project.run("dora cancel - < sigs | cut -f 3 | sort | uniq -c | xargs")
      #expect(outcome.out == "12 CANCELLED\n", "\(outcome.error)")
      #expect(try project.calls().filter { $0 == "scancel" }.count == 1)
      #expect(try project.run("squeue -h -j \(jobs[0].prefix { $0 != "_" })").out == "")
    }
  }
}
