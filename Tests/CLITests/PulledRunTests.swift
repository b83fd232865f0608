import DoraTestSupport
import Foundation
import Testing

/// Runs that came from another store, on the same machine and of the same job numbers.
@Suite struct PulledRunTests {
  @Test func `a pulled run that hasn't ended is nobody's business here`() throws {
    let shared = try SyncProject(train: ToyProject.gated)
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora-sig -- --lr=0.1 | dora-submit")
    #expect(try a.eventually { try a.run("dora-status").out.contains("RUNNING") })
    try a.run("dora-sig -- --lr=0.2 | dora-submit; dora push origin")
    let states = "dora-status | cut -f 1-3"
    try b.run("dora pull origin")
    #expect(try b.run(states).out == "2aeed959\tRUNNING\t1\n7a0cf6b5\tPENDING\t2\n")
    // Its numbers are those of other jobs here.
    try b.sandbox.write("", to: "outputs/go")
    #expect(
      try b.run("for n in 3 4; do dora-sig -- --lr=0.$n; done | dora-submit | dora-status --wait")
        .status == 0)
    #expect(try b.run("\(states) | sort | head -n 2 | cut -f 2").lines.count == 2)
    #expect(try b.run("dora-status 2aee 7a0c | cut -f 2").out == "RUNNING\nPENDING\n")
    #expect(try b.run("ls -d outputs/xps/2aeed959 outputs/xps/7a0cf6b5 2>/dev/null").out == "")
    // Nobody waits for them, follows them or ends them from here.
    #expect(try b.run("timeout 300 dora-status --wait 2aee").status == 1)
    let tail = try b.run("timeout 300 dora-tail 2aee")
    #expect(tail.status == 128)
    #expect(
      tail.error.hasPrefix("fatal: job 1 of XP '2aeed959' was submitted in another store"),
      "\(tail.error)")
    #expect(try b.run("timeout 300 dora cancel 2aee").status == 128)
    #expect(try b.run("dora-submit -R 2aee").status == 128)
    #expect(try a.run("dora-status 2aee | cut -f 2").out == "RUNNING\n")
    #expect(try b.run("dora gc --grace 0 -f 2>&1").out.contains("pending or running") == false)
    // What it comes to arrives with the next pull.
    try a.run("dora cancel 2aee; touch outputs/go; dora-status --wait; dora push origin")
    try b.run("dora pull origin")
    #expect(try b.run("dora-status 2aee 7a0c | cut -f 2").out == "CANCELLED\nCOMPLETED\n")
    #expect(try b.run("dora info -m -f 7a0c | tail -n 1").out == "{\"loss\": 0.5}\n")
    try b.run("dora push origin; dora-sig -- --lr=0.1 | dora-submit -r | dora-status --wait")
    #expect(try b.run("dora-status 2aee | cut -f 2").out == "COMPLETED\n")
    #expect(try b.run("dora log 2aee | wc -l").out == "2\n")
  }

  @Test func `a run whose machine is never heard of again doesn't live for ever`() throws {
    let shared = try SyncProject(train: ToyProject.gated)
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora-sig -- --lr=0.1 | dora-submit")
    #expect(try a.eventually { try a.run("dora-status").out.contains("RUNNING") })
    try a.run("dora push origin; dora cancel 2aee; rm -rf .dora")
    try b.run(
      "dora pull origin; mkdir -p outputs/xps/2aeed959; echo x > outputs/xps/2aeed959/checkpoint")
    #expect(try b.run("dora-status | cut -f 2,7").out == "RUNNING\tstale\n")
    #expect(try b.run("dora log").out.contains("RUNNING (last known)"))
    #expect(
      try b.run("dora log --json | jq -c '[.state, .stale, .seen > .submitted]'").out
        == "[\"RUNNING\",true,true]\n")
    #expect(try b.run("dora show 2aee").out.contains(", by another store\n"))
    #expect(try b.run("dora info -f 2aee").out.contains("RUNNING (last known)"))
    // As long as there may be news, it's nobody's.
    #expect(try b.run("dora-submit -R 2aee").status == 128)
    #expect(try b.run("dora gc --grace 1d").error.contains("1 pending or running"))
    let kept = try b.run("dora gc --grace 1d 2aee")
    #expect(
      kept.error.contains("fatal: XP '2aeed959' is pending or running\nhint: it runs elsewhere"))
    // Two days later, as the record has it.
    let aged = try b.run(
      """
      export GIT_DIR=.dora GIT_INDEX_FILE=$PWD/index; git read-tree main; f=$(git ls-files runs)
      blob=$(git show main:$f | jq -c '.runs[0] |= (.seen -= 172800 | .started -= 172800 | .submitted -= 172800)' | git hash-object -w --stdin)
      git update-index --cacheinfo 100644,$blob,$f
      git update-ref refs/heads/main $(git commit-tree -p main -m x $(git write-tree)); rm index
      find outputs -exec touch -h -d '2 days ago' {} +
      """)
    #expect(aged.status == 0, "\(aged.error)")
    #expect(try b.run("dora gc --grace 1s").out.hasPrefix("2aeed959"))
    #expect(try b.run("dora gc --grace 3d").error.contains("1 pending or running"))
    try b.sandbox.write("", to: "outputs/go")
    let again = try b.run("dora-submit -R 2aee | dora-status --wait | cut -f 2")
    #expect(again.out == "COMPLETED\n", "\(again.error)")
    #expect(again.error.hasPrefix("warning: job 1 of XP '2aeed959' was submitted in another store"))
  }

  @Test func `a run that is taken for lost is so until its own machine says otherwise`() throws {
    let shared = try SyncProject()
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora-sig -- --lr=0.1 --sleep=600 | dora-submit")
    #expect(try a.eventually { try a.run("dora-status").out.contains("RUNNING") })
    let ours = try a.run("dora cancel --lost 2aee")
    #expect(ours.status == 128)
    #expect(ours.error.hasPrefix("fatal: job 1 of XP '2aeed959' isn't lost"), "\(ours.error)")
    try a.run("dora push origin")
    try b.run("dora pull origin")
    #expect(try b.run("dora cancel 2aee").error.contains("dora cancel --lost 2aeed959\n"))
    #expect(try b.run("dora cancel --lost 2aee").out == "2aeed959\t1\tNODE_FAIL\n")
    #expect(try b.run("dora why 2aee").out.contains("cause: taken for lost\n"))
    #expect(try b.run("dora-submit -n -r 2aee | cut -f 3").out == "submitted\n")
    #expect(try b.run("dora cancel --lost --all").status == 129)
    // It wasn't.
    try b.run("dora push origin")
    try a.run("dora pull origin")
    #expect(try a.run("dora-status | cut -f 2").out == "RUNNING\n")
    #expect(try a.run("dora cancel 2aee | cut -f 3").out == "CANCELLED\n")
    try a.run("dora push origin")
    try b.run("dora pull origin")
    #expect(try b.run("dora-status | cut -f 2").out == "CANCELLED\n")
  }

  @Test func `a job of another machine that both see is lost when its user says so`() throws {
    let project = try ToyProject()
    try project.run("dora-sig -- --lr=0.1 | dora-submit | dora-status --wait")
    // As if it had been another's, and hadn't ended.
    let forged = try project.run(
      """
      mv outputs/xps/2aeed959/runs/1.json ended.json
      jq -c '.state = "RUNNING" | .ended = null' ended.json > outputs/xps/2aeed959/runs/1.json
      export GIT_DIR=.dora GIT_INDEX_FILE=$PWD/index; git read-tree main; f=$(git ls-files runs)
      blob=$(git show main:$f | jq -c '.runs[0] |= (.host = "gone" | .state = "RUNNING" | .ended = null)' | git hash-object -w --stdin)
      git update-index --cacheinfo 100644,$blob,$f
      git update-ref refs/heads/main $(git commit-tree -p main -m x $(git write-tree)); rm index
      """)
    #expect(forged.status == 0, "\(forged.error)")
    let refused = try project.run("dora cancel 2aee")
    #expect(refused.status == 128)
    #expect(
      refused.error.hasSuffix(
        "hint: run the same command on 'gone', or with '--lost' if that won't come back\n"))
    #expect(try project.run("dora cancel --lost 2aee").out == "2aeed959\t1\tNODE_FAIL\n")
    #expect(try project.run("dora cancel --lost 2aee").status == 0)
    #expect(try project.run("dora-status | cut -f 2").out == "NODE_FAIL\n")
    // It has ended well, as is seen when the file system is back.
    try project.run("cp ended.json outputs/xps/2aeed959/runs/1.json")
    #expect(try project.run("dora-status | cut -f 2,4").out == "COMPLETED\t0:0\n")
  }

  @Test func `a history goes on from where it was, and one of our own stays`() throws {
    let shared = try SyncProject()
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora run -- --lr=0.1; dora push origin")
    try b.run("dora pull origin")
    try a.run("echo '{\"loss\": 0.25}' >> outputs/xps/2aeed959/history.jsonl; dora push origin")
    try b.run("dora pull origin")
    #expect(try b.run("dora info -m -f 2aee | tail -n 1").out == "{\"loss\": 0.25}\n")
    // An XP that ran here too keeps what it found here.
    try b.run(
      "rm outputs/xps/2aeed959/history.json*; echo '{\"own\": 1}' > outputs/xps/2aeed959/history.jsonl"
    )
    try a.run("echo '{\"loss\": 0.2}' >> outputs/xps/2aeed959/history.jsonl; dora push origin")
    try b.run("dora pull origin")
    #expect(try b.run("dora info -m -f 2aee").out == "{\"own\": 1}\n")
  }

  @Test func `files come with rsync, when they're asked for and nobody's are lost`() throws {
    let shared = try SyncProject()
    let (a, b) = (shared.clones[0], shared.clones[1])
    for lr in ["0.1", "0.2", "0.3"] {
      try a.run("dora-sig -- --lr=\(lr) | dora-submit | dora-status --wait")
    }
    let outside = try Sandbox()
    try outside.write("secret", to: "file")
    try a.run(
      """
      for f in outputs/xps/*; do echo $f > $f/checkpoint; mkdir $f/deep; echo x > "$f/deep/a b"; done
      ln -s \(outside.path)/file outputs/xps/2aeed959/leak; ln -s checkpoint outputs/xps/2aeed959/last
      """)
    #expect(
      try b.run("dora pull \(a.sandbox.path); ls outputs/xps/2aeed959").out.contains("checkpoint")
        == false)
    // This one ran here too.
    try b.run("dora run -- --lr=0.2; echo own > outputs/xps/7a0cf6b5/checkpoint")
    let pulled = try b.run("dora pull --with-files \(a.sandbox.path)")
    #expect(pulled.status == 0, "\(pulled.error)")
    #expect(pulled.error.hasSuffix("the files of 2 XPs\n"), "\(pulled.error)")
    #expect(
      try b.run(
        "cat outputs/xps/2aeed959/checkpoint outputs/xps/2aeed959/last 'outputs/xps/2aeed959/deep/a b'"
      ).out == "outputs/xps/2aeed959\noutputs/xps/2aeed959\nx\n")
    #expect(
      try b.run("ls outputs/xps/2aeed959/runs/1.log; cat outputs/xps/7a0cf6b5/checkpoint").out
        == "outputs/xps/2aeed959/runs/1.log\nown\n")
    #expect(try b.run("ls -d outputs/xps/2aeed959/leak").status != 0)
    // What is newer where it goes stays.
    try b.run(
      "echo newer > outputs/xps/2aeed959/checkpoint; touch -d tomorrow outputs/xps/2aeed959/checkpoint; dora pull --with-files \(a.sandbox.path)"
    )
    #expect(try b.sandbox.read("outputs/xps/2aeed959/checkpoint") == "newer\n")
    // The other way, one XP, and a place for files beside a repository.
    let place = try Sandbox()
    try b.run("dora push --files-of 7a0c \(a.sandbox.path)")
    #expect(
      try a.sandbox.read("outputs/xps/7a0cf6b5/checkpoint") == "outputs/xps/7a0cf6b5\n"
        || a.sandbox.read("outputs/xps/7a0cf6b5/checkpoint") == "own\n")
    let nowhere = try b.run("dora push --with-files origin")
    #expect(nowhere.status == 128)
    #expect(
      nowhere.error
        == "fatal: cannot copy files: 'origin' has no place for files, and share.files is not set\n"
    )
    try b.run("dora config set share.files \(place.path)/files; dora push --with-files origin")
    #expect(try b.run("cat \(place.path)/files/xps/7a0cf6b5/checkpoint").out == "own\n")
    #expect(try b.run("dora pull --with-files --files-of 2aee origin").status == 129)
  }

  @Test func `a record can't write outside the project`() throws {
    let shared = try SyncProject()
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora run -- --lr=0.1")
    let target = try Sandbox()
    // As somebody would who means harm: the XP says that its output folder is elsewhere.
    try a.run(
      """
      dora push origin; export GIT_DIR=.dora GIT_INDEX_FILE=$PWD/index; git read-tree main
      f=$(git ls-files xps); git show main:$f | sed 's,"dir": "[^"]*",\"dir\": "../../..\(target.path)",' | git hash-object -w --stdin > blob
      git update-index --cacheinfo 100644,$(cat blob),$f
      git update-ref refs/heads/main $(git commit-tree -p main -m x $(git write-tree))
      """)
    #expect(
      try a.run("git --git-dir=.dora show main:xps/2a/eed959172dce5f09fb53089a7aa8b9fb2cd148.json")
        .out.contains(target.path))
    #expect(
      try a.run("git --git-dir=.dora push -q \(shared.address) main:refs/dora/store").status == 0)
    let pulled = try b.run("dora pull --with-files --allow-unrelated \(a.sandbox.path)")
    #expect(pulled.out == "2aeed959\tlr=0.1\n", "\(pulled.error)")
    #expect(try b.run("find \(target.path) -mindepth 1").out == "")
    #expect(try b.run("ls outputs 2>/dev/null").out == "")
  }

  @Test func `an XP whose sig another one has too gets more digits, and its folder with it`() throws
  {
    let shared = try SyncProject()
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora run -- --lr=0.1; echo mine > outputs/xps/2aeed959/checkpoint")
    try b.run("dora-sig -- --lr=0.1")
    // Nobody has ever seen two such XPs; the record of one is made up.
    let forged = String(repeating: "f", count: 30)
    try b.run(
      """
      export GIT_DIR=.dora GIT_INDEX_FILE=$PWD/index; git read-tree main; f=$(git ls-files xps)
      blob=$(git show main:$f | sed 's/"digest": "[^"]*"/"digest": "2aeed959ff\(forged)"/; s/0\\.1/9/g' | git hash-object -w --stdin)
      git rm -q --cached $f; git update-index --add --cacheinfo 100644,$blob,xps/2a/eed959ff\(forged).json
      git update-ref refs/heads/main $(git commit-tree -p main -m x $(git write-tree)); rm index
      """)
    #expect(try b.run("dora-status | cut -f 1,6").out == "2aeed959\tlr=9\n")
    let pulled = try a.run("dora pull \(b.sandbox.path)")
    #expect(pulled.out == "2aeed959f\tlr=9\n", "\(pulled.error)")
    #expect(
      pulled.error.hasPrefix(
        "warning: XP '2aeed959' is '2aeed9591' now: another one has these digits too\n"))
    #expect(try a.run("ls outputs/xps; cat outputs/xps/*/checkpoint").out == "2aeed9591\nmine\n")
    #expect(try a.run("dora-sig -- --lr=0.1; dora show 2aee").out.hasPrefix("2aeed9591\n"))
    #expect(
      try a.run("dora push \(b.sandbox.path); dora-status | cut -f 1").out
        == b.run("dora-status | cut -f 1").out)
    #expect(try a.run("dora info -m -f 2aeed9591 | wc -l").out == "2\n")
  }

  @Test func `outside git records are shared by path`() throws {
    let (a, b) = (try ToyProject(git: false), try ToyProject(git: false))
    try a.run("dora run -- --lr=0.1")
    #expect(try b.run("dora pull \(a.sandbox.path)").out == "2aeed959\tlr=0.1\n")
    try b.run("git init -q --bare hub.git")
    #expect(try b.run("dora push hub.git").error == "pushed to 'hub.git': records\n")
  }
}
