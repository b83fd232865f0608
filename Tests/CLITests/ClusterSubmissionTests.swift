import DoraTestSupport
import Foundation
import Testing

extension ClusterTests {
  /// Nothing is lost and nothing runs twice, whoever dies and whoever else submits.
  @Suite struct Submissions {
    /// How many jobs of this project Slurm has ever heard of; each test's XPs have arguments of their own.
    private func jobs(_ project: ClusterProject, since: String) throws -> Int {
      let list = try project.run(
        """
        for job in $(dora-status --format '%(job)' | cut -d _ -f 1 | sort -u); do
          sacct -n -X -P -r main -S now-1hours --format JobName -j $job
        done | sort -u
        """)
      return list.lines.count
    }

    @Test func `two submitters at once submit one job`() throws {
      let project = try ClusterProject()
      try project.run("seq -f '--lr=%g' 4 | dora-sig --stdin > sigs")
      let outcome = try project.run(
        "for i in 1 2 3 4 5 6; do dora-submit < sigs > out$i & done; wait; cat out* | cut -f 1,2 | sort -u"
      )
      #expect(outcome.lines.count == 4, "\(outcome.out)\(outcome.error)")
      #expect(!outcome.out.contains("\t\n"), "all have a number: \(outcome.out)")
      try project.run("dora-status --wait")
      #expect(try project.run("cat outputs/xps/*/runs/*.log | grep -c '^start'").out == "4\n")
      #expect(
        try project.run("dora-status | cut -f 2 | sort | uniq -c | xargs").out == "4 COMPLETED\n")
    }

    @Test func `a submitter killed at any moment leaves each XP exactly one job`() throws {
      let project = try ClusterProject()
      try project.run(
        """
        for round in $(seq 15); do
          seq -f "--epochs=1 --lr=$round%g" 3 | dora-sig --stdin > sigs
          dora-submit < sigs > /dev/null 2>&1 & p=$!
          sleep 0.0$((round % 10))$((round * 7 % 10)); kill -9 $p; wait $p
          cat sigs >> all
        done 2> /dev/null
        """)
      let outcome = try project.run(
        "dora-submit < all > /dev/null && dora-status --wait | cut -f 2 | sort | uniq -c | xargs")
      #expect(outcome.out == "45 COMPLETED\n", "\(outcome.error)")
      #expect(try project.run("cat outputs/xps/*/runs/*.log | grep -c ^start").out == "45\n")
      #expect(try project.run("ls outputs/xps/*/runs/*.log | wc -l").out == "45\n")
    }

    @Test func `what Slurm refuses has no run, and the others have`() throws {
      let project = try ClusterProject()
      let refused = try project.run("dora-sig -- --lr=1 | dora-submit -p nowhere")
      #expect(refused.status == 128)
      #expect(refused.error.contains("cause: sbatch: error: invalid partition specified: nowhere"))
      #expect(refused.error.contains("hint: list partitions with 'sinfo --summarize'"))
      #expect(refused.out == "4c234bbd\t\trefused\n")
      #expect(try project.run("dora-status | cut -f 2").out == "N/A\n")
      // An array of more than there's room for goes in parts, as far as it goes.
      try project.run("seq -f '--epochs=1 --lr=0.%g' 8 | dora-sig --stdin > sigs")
      let partly = try project.run(
        "dora-submit --slurm account=few < sigs > out; s=$?; cut -f 3 out; exit $s")
      #expect(partly.status == 128)
      #expect(partly.error.contains("fatal: cannot submit"), "\(partly.error)")
      #expect(partly.error.contains("hint: run the same command again when some have ended"))
      #expect(partly.lines.contains("submitted") && partly.lines.contains("refused"))
      let ended = try project.toy.eventually {
        try project.run("dora-submit --slurm account=few < sigs > out").status == 0
      }
      #expect(ended)
      try project.eventually(
        "dora-status < sigs | cut -f 2 | sort | uniq -c | xargs", prints: "8 COMPLETED")
    }

    @Test func `a submitter killed between the parts of an array leaves none of its tasks behind`()
      throws
    {
      let project = try ClusterProject()
      // Room for half of them at a time; the submitter dies after the first part.
      try project.sandbox.write(
        """
        #!/bin/bash
        case "$*" in
          *--array=0-3%*) ;;
          *--array=*) kill -9 $PPID; exit 1 ;;
          *) echo 'sbatch: error: AssocMaxSubmitJobLimit' >&2; exit 1 ;;
        esac
        exec /usr/bin/sbatch "$@"

        """, to: "few/sbatch", executable: true)
      try project.run("seq -f '--epochs=1 --lr=%g' 8 | dora-sig --stdin > sigs")
      let killed = try project.run("PATH=$PWD/few:$PATH dora-submit < sigs; echo $?")
      #expect(killed.out == "137\n", "\(killed.error)")
      let outcome = try project.run(
        "dora-status --wait < sigs | cut -f 2 | sort | uniq -c | xargs; dora-status --format '%(job)'"
      )
      #expect(outcome.lines.first == "8 COMPLETED", "\(outcome.out)\(outcome.error)")
      #expect(Set(outcome.lines.dropFirst()).count == 8)
      #expect(Set(outcome.lines.dropFirst().map { $0.prefix { $0 != "_" } }).count == 2)
      #expect(try project.run("cat outputs/xps/*/runs/*.log | grep -c ^start").out == "8\n")
    }

    private static let found = "; its jobs were found by their names\n"

    /// With its banner, its own sentences, and its troubles with the network.
    @Test(arguments: [
      (#"echo "$id;here"; echo 'sbatch: note: low on hours' >&2"#, "sbatch: note: low on hours\n"),
      (#"echo "Submitted batch job $id on cluster here"; echo Have a nice day"#, ""),
      ("echo done", "cannot understand what sbatch says: 'Welcome'" + found),
      (
        "echo 'sbatch: error: Socket timed out on send/recv operation' >&2; exit 1",
        "sbatch ended with status 1: sbatch: error: Socket timed out on send/recv operation" + found
      ),
    ])
    func `whatever a site makes of sbatch's answer, each XP has one job`(
      ending: String, warning: String
    ) throws {
      var project = try ClusterProject()
      try project.sandbox.write(
        "#!/bin/sh\necho Welcome\nid=$(/usr/bin/sbatch \"$@\") || exit\n\(ending)\n",
        to: "site/sbatch", executable: true)
      let path = project.toy.command.environment["PATH"] ?? ""
      project.toy.command.environment["PATH"] = "\(project.sandbox.path)/site:\(path)"
      let outcome = try project.run(
        "seq -f '--lr=%g' 2 | dora-sig --stdin | dora-submit | cut -f 2,3; exit ${PIPESTATUS[2]}")
      #expect(outcome.status == 0)
      #expect(outcome.error == (warning.isEmpty ? "" : "warning: " + warning))
      #expect(outcome.lines.map { $0.drop { $0 != "_" } } == ["_0\tsubmitted", "_1\tsubmitted"])
      try project.eventually("dora-status --wait | cut -f 2 | xargs", prints: "COMPLETED COMPLETED")
      #expect(try project.run("cat outputs/xps/*/runs/*.log | grep -c ^start").out == "2\n")
    }

    @Test func `a job that is too long isn't taken for one too many`() throws {
      let project = try ClusterProject()
      let outcome = try project.run("dora-sig -- --lr=1 | dora-submit --slurm qos=short")
      #expect(outcome.status == 128)
      #expect(outcome.error.contains("fatal: sbatch ended with status 1"), "\(outcome.error)")
      #expect(outcome.error.contains("QOSMaxWallDurationPerJobLimit"), "\(outcome.error)")
      #expect(outcome.error.contains("hint: ask for less, or with another qos"))
    }

    @Test func `validating says what Slurm says and submits nothing`() throws {
      let project = try ClusterProject()
      let outcome = try project.run("dora-sig -- --lr=1 | dora-submit --test-only")
      #expect(outcome.status == 0)
      #expect(outcome.error.contains("to start at"), "\(outcome.error)")
      #expect(try project.run("dora-status | cut -f 2").out == "N/A\n")
      let refused = try project.run("dora-submit --test-only -g 9 4c23")
      #expect(refused.status == 129, "\(refused.error)")
      let tooMuch = try project.run("dora-submit --test-only --slurm mem=900G 4c23")
      #expect(tooMuch.status == 128)
      #expect(tooMuch.error.contains("node configuration"), "\(tooMuch.error)")
    }

    @Test func `output gets into the XPs' folders, also where it can have no name in both places`()
      throws
    {
      let project = try ClusterProject()
      try project.use("echo out $1; echo err >&2\n")
      try project.sandbox.write(
        ClusterProject.small + "    setup = echo ready\n[program]\n    command = ./train.sh\n",
        to: ".doraconfig")
      let elsewhere = "/dev/shm/dora-test.\(UUID().uuidString.prefix(8))"
      defer { try? FileManager.default.removeItem(atPath: elsewhere) }
      // Another file system, where the outputs are for the second array.
      // A job that ends before it has begun says why there, too.
      let failed = try project.run(
        """
        sed -i 's/echo ready/exec echo not ready/' .doraconfig; seq -f 'm=%g' 2 | dora-sig --stdin > sigs
        dora-submit < sigs > /dev/null; dora-status --wait < sigs | cut -f 2 | uniq
        cat outputs/xps/*/runs/*.log; sed -i 's/exec echo not/echo/' .doraconfig; rm -rf outputs
        """)
      #expect(failed.lines.dropFirst() == ["not ready", "not ready"], "\(failed.error)")
      for folder in ["outputs", elsewhere] {
        let outcome = try project.run(
          """
          mkdir -p \(folder); [ -e outputs ] || ln -s \(folder) outputs
          seq -f 'n=%g' 2 | dora-sig --stdin > sigs
          dora-submit -D < sigs > /dev/null; dora-status --wait < sigs | cut -f 2 | uniq
          for log in $(dora-status --format '%(log)' < sigs); do sort $log; done; rm -rf outputs
          """)
        #expect(
          outcome.lines == ["COMPLETED", "err", "out n=1", "ready", "err", "out n=2", "ready"],
          "\(outcome.error)")
      }
    }

    @Test func `a chain goes on where a job of it failed, and ends where one succeeds`() throws {
      let project = try ClusterProject()
      try project.use("echo go; n=$(grep -c go $DORA_FOLDER/runs/*.log); [ $n -ge 2 ]\n")
      let job = try project.run("dora-sig -- a=1 | dora-submit --slurm dependents=2 | cut -f 2")
      #expect(job.out.split(separator: ",").count == 3, "\(job.out)\(job.error)")
      try project.eventually("dora-status | cut -f 2", prints: "COMPLETED")
      #expect(try project.run("cat outputs/xps/*/runs/*.log | grep -c go").out == "2\n")
      let second = job.out.split(separator: ",")[1]
      #expect(try project.run("dora info --folder -j \(second)").status == 0)
    }

    @Test func `a grid goes as the arrays that its file asks for, and its second call asks once`()
      throws
    {
      var project = try ClusterProject()
      try project.sandbox.write(
        """
        from dora import Explorer

        @Explorer
        def explorer(launcher):
            with launcher.job_array():
                for lr in [1, 2, 3]:
                    launcher(lr=lr)
            alone = launcher.slurm(array="never", cpus_per_gpu=2, nice=5)
            alone(lr=4)
            alone(lr=5)

        """, to: "toy/grids/lr.py")
      try project.run("touch toy/grids/__init__.py")
      try project.count()
      let outcome = try project.run("dora grid lr --no-monitoring")
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(try project.calls().filter { $0 == "sbatch" }.count == 3)
      try project.run("dora-status --wait")
      _ = try project.calls()
      let again = try project.run("dora grid lr --no-monitoring")
      #expect(try project.calls() == [])
      #expect(again.out.contains("5 completed"), "\(again.out)")
      let jobs = try project.run("dora-status --format '%(job)'").lines
      #expect(jobs.filter { $0.contains("_") }.count == 3)
      // What hasn't ended costs one question.
      try project.run("dora-sig -- --lr=6 --sleep=30 | dora-submit")
      _ = try project.calls()
      try project.run("dora-status")
      #expect(try project.calls() == ["squeue"])
      try project.run("dora cancel $(dora-sig -- --lr=6)")
    }
  }
}
