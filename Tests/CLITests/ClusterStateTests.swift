import DoraTestSupport
import Foundation
import Testing

extension ClusterTests {
  /// What is known when Slurm itself is at a loss.
  @Suite struct States {
    static let cluster = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "scripts/cluster")
      .path

    @Test func `when Slurm can't be asked, what was last known is shown as such`() throws {
      var project = try ClusterProject()
      try project.run("dora-sig -- --lr=1 --sleep=600 | dora-submit")
      try project.run("dora-sig -- --lr=2 | dora-submit")
      let conf = project.toy.command.environment["SLURM_CONF"] ?? ""
      // Nobody listens there.
      try project.run("sed 's/^SlurmctldPort=.*/SlurmctldPort=9/' \(conf) > slurm.conf")
      project.toy.command.environment["SLURM_CONF"] = project.sandbox.file("slurm.conf")
      // What has ended says so itself.
      try project.eventually("dora-status fef8 2> /dev/null | cut -f 2,7", prints: "COMPLETED")
      let outcome = try project.run("dora-status 4c23")
      #expect(outcome.status == 0)
      #expect(
        outcome.error.contains("warning: no controller of Slurm answers: "), "\(outcome.error)")
      #expect(outcome.error.contains("states on Slurm are those last known"))
      #expect(outcome.out.hasSuffix("\tlr=1.0\tstale\n"), "\(outcome.out)")
      #expect(try project.run("dora-status --json 4c23").out.contains("\"stale\": true"))
      #expect(try project.run("dora-sig -- --lr=3 | dora-submit").status == 128)
      // Who knows that there will never be an answer can say so.
      #expect(try project.run("dora cancel --lost 4c23 | cut -f 3").out == "NODE_FAIL\n")
      project.toy.command.environment["SLURM_CONF"] = conf
      try project.run("mkdir bin && ln -s /usr/bin/python3 /usr/bin/git bin/")
      let path = project.toy.command.environment["PATH"]
      project.toy.command.environment["PATH"] = "\(ToyProject.tools):\(project.sandbox.path)/bin"
      let words = ["\(ToyProject.tools)/dora-submit", "--engine", "slurm", "-D", "fef8"]
      let missing = try project.toy.command.run(words)
      #expect(missing.status == 128)
      #expect(missing.error.contains("fatal: cannot find 'sbatch' on PATH"), "\(missing.error)")
      project.toy.command.environment["PATH"] = path
      try project.run("scancel $(dora-status --format '%(job)' 4c23)")
      #expect(try project.run("dora-status 4c23 | cut -f 2").out == "NODE_FAIL\n")
    }

    @Test func `what the user's own squeue is told to show hides no job`() throws {
      var project = try ClusterProject()
      try project.run("dora-sig -- --lr=1 --sleep=600 | dora-submit; touch calls")
      try project.count()
      let outcome = try project.run(
        "export SQUEUE_PARTITION=low SQUEUE_STATES=CD SQUEUE_FORMAT=%i; dora-status | cut -f 7; cat calls"
      )
      #expect(outcome.lines == ["squeue"], "\(outcome.out)\(outcome.error)")
      try project.run("SCANCEL_PARTITION=low dora cancel --all")
      #expect(try project.run("squeue -h --me").out == "")
    }

    @Test func `who may only read the store sees the states of this moment`() throws {
      let project = try ClusterProject()
      let outcome = try project.run(
        """
        dora-sig -- --lr=1 | dora-submit
        until grep -q COMPLETED outputs/xps/*/runs/*.json; do sleep 0.1; done
        if [ $(id -u) = 0 ]; then
          unshare -m sh -c 'mount --bind .dora .dora && mount -o remount,bind,ro .dora && dora-status'
        else
          chmod -R a-w .dora; dora-status; chmod -R u+w .dora
        fi
        git --git-dir=.dora log --format=%s | head -n 1; dora-status
        git --git-dir=.dora log --format=%s | head -n 1
        """)
      let states = outcome.lines.map { $0.split(separator: "\t").dropFirst().first ?? $0[...] }
      #expect(states.count == 5, "\(outcome.out)\(outcome.error)")
      #expect(states.filter { $0 == "COMPLETED" }.count == 2, "\(outcome.out)\(outcome.error)")
      #expect(states[2].hasPrefix("submit: ") && states[4].hasPrefix("fold: "), "\(outcome.out)")
    }

    @Test func `a job that was held and renamed behind our back is ours all the same`() throws {
      var project = try ClusterProject()
      let job = try project.run("dora-sig -- --lr=1 | dora-submit --slurm hold | cut -f 2").lines[0]
      try project.run("scontrol update jobid=\(job) jobname='mine | really'")
      try project.count()
      let held = try project.run("dora-status --format '%(state) %(reason)'")
      #expect(held.lines.first?.hasPrefix("PENDING JobHeld") == true, "\(held.out)\(held.error)")
      #expect(try project.calls() == ["squeue"])
      #expect(try project.run("dora why 4c23").out.contains("let it go: scontrol release \(job)\n"))
      try project.run("scontrol release \(job)")
      try project.eventually("dora-status | cut -f 2", prints: "COMPLETED")
    }

    @Test func `a controller that dies with a job in its hands doesn't leave it waiting for ever`()
      throws
    {
      let project = try ClusterProject()
      let folder = try #require(ClusterProject.folder)
      // Ids are given anew: the next job gets the number of the lost one.
      let outcome = try project.run(
        """
        dora-sig -- --lr=1 --sleep=60 | dora-submit
        kill -9 $(cut -d ' ' -f 1 \(folder)/run/slurmctld)
        dora-status 2> /dev/null | cut -f 2,7
        \(Self.cluster) up --dir \(folder)
        dora-sig -- --lr=2 --sleep=60 | dora-submit
        """)
      #expect(outcome.lines.count == 3, "\(outcome.out)\(outcome.error)")
      #expect(outcome.lines.dropFirst().first == "PENDING\tstale", "\(outcome.out)")
      let first = try project.run("dora-sig -- --lr=1").lines[0]
      // What the controller had noted before it died lives; else it's lost, with its node if it had begun there.
      try project.eventually(
        "dora-status \(first) | cut -f 2 | grep -cx -e RUNNING -e CANCELLED -e NODE_FAIL",
        prints: "1")
      let again = try project.run(
        "dora-submit -r \(first) > /dev/null; dora-status | cut -f 2 | sort -u")
      #expect(!again.out.contains("CANCELLED"), "\(again.out)")
      try project.eventually("squeue -h --me -o %j | grep -c \(first)", prints: "1")
      try project.run("dora-status | dora cancel -")
      let second = try project.run("dora-sig -- --lr=2").lines[0]
      try project.eventually(
        "squeue -h --me -o '%i %j %T %r' | grep -e \(first) -e \(second)", prints: "")
    }

    @Test func `a site without accounting knows all the same`() throws {
      var project = try ClusterProject()
      let folder = "/tmp/dora-bare.\(UUID().uuidString.prefix(6))"
      defer { _ = try? project.run("\(Self.cluster) down --dir \(folder); rm -rf \(folder)") }
      let up = try project.run(
        "\(Self.cluster) up --no-accounting --dir \(folder) --set MinJobAge=2 --set MaxArraySize=4 --set TaskPlugin=task/none --set JobAcctGatherParams=OverMemoryKill"
      )
      try #require(up.status == 0, "\(up.error)")
      project.toy.command.environment["SLURM_CONF"] = "\(folder)/slurm.conf"
      try project.run(
        """
        dora-sig -- --lr=1 | dora-submit; dora-sig -- --lr=2 --status=3 | dora-submit
        dora-sig -- --lr=3 --sleep=60 | dora-submit -j1; seq -f '--sleep=60 --lr=4%g' 2 | dora-sig --stdin | dora-submit -j1
        """)
      let waits = try project.run("dora-sig -- --lr=42").lines[0]
      try project.eventually("dora-status \(waits) | cut -f 2", prints: "PENDING")
      // Behind our back, and so soon that Slurm has forgotten both before we look.
      try project.run(
        "scancel $(dora-status --format '%(job)' \(waits)); scancel $(dora-status --format '%(job)' $(dora-sig -- --lr=3))"
      )
      let alone = try project.run("dora-status --format '%(job)' $(dora-sig -- --lr=3)").lines[0]
      try project.eventually("squeue -h -t all -o %i | grep -c -x \(alone)", prints: "0")
      try project.eventually(
        "dora-status | cut -f 2 | sort | uniq -c | xargs",
        prints: "2 CANCELLED 1 COMPLETED 1 FAILED 1 RUNNING")
      try project.run("dora-status | dora cancel -")
      #expect(try project.run("dora-status | cut -f 2 | grep -c CANCELLED").out == "3\n")
      // Where Slurm itself looks after memory, it kills all that could say so.
      try project.use(
        "exec python3 -c 'held = bytearray(400 << 20); import time; time.sleep(60)'\n")
      let memory = try project.run(
        "dora-sig -- eats=much | dora-submit | dora-status --wait --format '%(state) %(reason)'")
      #expect(
        memory.out == "OUT_OF_MEMORY took more than the 100M of memory that it asked for\n",
        "\(memory.error)")
      try project.sandbox.write(ClusterProject.small, to: ".doraconfig")
      // No array has more tasks than the site lets it have.
      let jobs = try project.run(
        "seq -f '--lr=5%g' 10 | dora-sig --stdin | dora-submit --slurm hold | cut -f 2 | cut -d _ -f 1 | uniq -c"
      )
      let sizes = jobs.lines.map { $0.split(separator: " ")[0] }
      #expect(sizes == ["4", "4", "2"], "\(jobs.out)\(jobs.error)")
    }
  }
}
