import DoraTestSupport
import Foundation
import Testing

/// Runs that are run again from their records.
@Suite struct ReproduceTests {
  /// A program whose loss depends on a module of its own, on a file of data, and on a variable.
  private func project() throws -> ToyProject {
    let project = try ToyProject()
    try project.sandbox.write(
      ToyProject.train.replacing(
        "{\"loss\": 1 / (epoch + 1)}",
        with: "{\"loss\": model.SCALE / (epoch + 1), \"more\": {\"time\": time.time() % 1}}"
      ).replacing("from dora import", with: "from . import model\nfrom dora import"),
      to: "toy/train.py")
    try project.sandbox.write("SCALE = 1\n", to: "toy/model.py")
    try project.run("git add -A; git commit -qm 'with a model'")
    return project
  }

  private static let lenient = "dora reproduce --ignore 'more.*'"

  @Test func `a run from uncommitted changes is reproduced after all else is gone`() throws {
    let project = try project()
    try project.run("echo 'SCALE = 3' > toy/model.py; echo 'import toy' > toy/new.py")
    try project.run("dora run -- --lr=0.1")
    try project.run("cp -r toy ran; mv ran outputs/; git checkout -q toy; rm toy/new.py")
    try project.run(
      "git commit -q --amend -m other; git reflog expire --expire=now --all; git gc -q --prune=now")
    let check = try project.run("dora reproduce --check 2aee")
    #expect(check.status == 0, "\(check.error)")
    #expect(check.out.contains("environment: as recorded\narguments:   as recorded\n"))
    let outcome = try project.run("\(Self.lenient) 2aee")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.out == "start at 0\nepoch 1\nepoch 2\n")
    #expect(outcome.error.hasSuffix("metrics:     as recorded\n"))
    // Nothing of the XP's has moved, and the run is on record.
    #expect(try project.run("wc -l < outputs/xps/2aeed959/history.jsonl").out == "2\n")
    #expect(try project.run("dora-status --format '%(job) %(state)' 2aee").out == "1 COMPLETED\n")
    #expect(try project.run("cat outputs/reproduced/2aeed959/*/history.jsonl | wc -l").out == "2\n")
    #expect(try project.run("diff -r outputs/ran outputs/reproduced/2aeed959/*/code/toy").out == "")
    let runs = try project.run(
      "git --git-dir=.dora cat-file -p main:runs/2a/eed959172dce5f09fb53089a7aa8b9fb2cd148.json | jq -r '.runs[0].id, .runs[1].reproduces'"
    ).lines
    #expect(runs.count == 2 && runs[0] == runs[1])
    #expect(try project.run("git worktree list | wc -l").out == "1\n")
  }

  @Test func `metrics that differ are named, within a tolerance`() throws {
    let project = try project()
    try project.run("dora run -- --lr=0.1; echo 'SCALE = 1.001' > toy/model.py")
    let here = try project.run("\(Self.lenient) --here 2aee")
    #expect(here.status == 1)
    #expect(here.error.contains("code:        the work tree as it is\n"))
    #expect(
      here.error.contains("metrics:     1 of 2 differ\n  loss: 0.5, now 0.5005\n"), "\(here.error)")
    #expect(try project.run("\(Self.lenient) --here --tolerance=0.01 2aee").status == 0)
    #expect(try project.run("\(Self.lenient) --here --ignore loss 2aee").status == 0)
    #expect(try project.run("\(Self.lenient) 2aee").status == 0)
    let strict = try project.run("dora reproduce 2aee")
    #expect(strict.status == 1)
    #expect(strict.error.contains("  more.time: "))
  }

  @Test func `with --json there's one object on stdout, and the program prints beside it`() throws {
    let project = try project()
    try project.run("dora run -- --lr=0.1; echo 'SCALE = 1.001' > toy/model.py")
    let check = try project.run(
      "dora reproduce --check --json 2aee | jq -c '[.sig, .run, .environment, .arguments, .same, .folder]'"
    )
    #expect(check.out == "[\"2aeed959\",1,[],[],true,null]\n", "\(check.error)")
    let here = try project.run(
      "\(Self.lenient) --json --here 2aee | jq -c '[.commit, .status, .metrics.count, .metrics.differences, .folder]'"
    )
    #expect(here.status == 1)
    #expect(
      here.out.hasPrefix(
        "[null,0,2,[{\"name\":\"loss\",\"then\":0.5,\"now\":0.5005}],\"\(project.sandbox.path)/outputs/reproduced/2aeed959/"
      ),
      "\(here.out)")
    #expect(here.error == "start at 0\nepoch 1\nepoch 2\n")
    #expect(try project.run("\(Self.lenient) --json 2aee | jq .metrics.differences").out == "[]\n")
  }

  @Test func `each run has its own code, arguments and metrics`() throws {
    let project = try project()
    try project.run("dora run -- --lr=0.1 --sleep=0.01; echo 'SCALE = 5' > toy/model.py")
    try project.run("dora run --clear -- --lr=0.1; echo 'SCALE = 7' > toy/model.py")
    let first = try project.run("\(Self.lenient) --run 1 2aee")
    #expect(first.status == 0, "\(first.error)")
    #expect(try project.run("\(Self.lenient) --run 2 2aee").status == 0)
    let sources = try project.run(
      "dora checkout --run 1 2aee one; dora checkout 2aee two; cat one/toy/model.py two/toy/model.py"
    )
    #expect(sources.out.hasSuffix("SCALE = 1\nSCALE = 5\n"))
    let none = try project.run("dora reproduce --run 9 2aee")
    #expect(none.status == 128)
    #expect(
      none.error
        == "fatal: XP '2aeed959' has no run 9: it has 4\nhint: runs count from 1, the oldest\n")
    let never = try project.run("dora-sig -- --lr=2 | xargs dora checkout x; true")
    #expect(never.error.contains("has no run") || never.error.contains("is not a sig"))
  }

  @Test func `what has moved is said, and stops the run`() throws {
    var project = try project()
    try project.run(
      "sed -i 's/default=0.03/default=float(os.environ.get(\"LR\", \"0.03\"))/' toy/train.py")
    try project.run("dora run -- --lr=0.1")
    project.command.environment["LR"] = "0.1"
    project.command.environment["OMP_NUM_THREADS"] = "2"
    // The description of the checkout is made under these variables.
    let check = try project.run("dora reproduce --check 2aee")
    #expect(check.status == 1)
    #expect(
      check.out.contains("environment: 1 differ\n  variable OMP_NUM_THREADS: none, now 2\n"),
      "\(check.out)")
    #expect(check.out.contains("arguments:   another XP\n  lr: 0.1, now none\n"))
    let refused = try project.run("\(Self.lenient) 2aee")
    #expect(refused.status == 128)
    #expect(
      refused.error.contains(
        "fatal: with the code that ran, the arguments of XP '2aeed959' make XP '97d170e1'\n"))
    #expect(!project.sandbox.exists("outputs/reproduced"))
    #expect(try project.run("\(Self.lenient) --force 2aee").status == 0)
  }

  @Test func `with --resume it goes on in the XP's own folder`() throws {
    let project = try project()
    try project.run("dora run -- --lr=0.1; echo 'SCALE = 2' > toy/model.py")
    let outcome = try project.run("\(Self.lenient) --resume 2aee")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.out == "start at 2\n")
    #expect(!project.sandbox.exists("outputs/reproduced"))
    #expect(try project.run("dora-status --format '%(job) %(state)' 2aee").out == "2 COMPLETED\n")
  }

  @Test func `the program's own status comes through`() throws {
    let project = try project()
    try project.run("dora run -- --lr=0.1 --status=3")
    let outcome = try project.run("\(Self.lenient) 2aee")
    #expect(outcome.status == 3)
    #expect(outcome.error.contains("folder:      "))
  }

  @Test func `code that isn't there is a fatal error`() throws {
    let project = try ToyProject(git: false)
    try project.run("dora run -- --lr=0.1; git init -q; git add -A; git commit -qm late")
    for line in ["dora reproduce 2aee", "dora checkout 2aee there", "dora reproduce --check 2aee"] {
      let outcome = try project.run(line)
      #expect(outcome.status == 128)
      #expect(
        outcome.error.hasPrefix("fatal: the code of run 1 of XP '2aeed959' is not recorded\nhint: ")
      )
    }
    #expect(!project.sandbox.exists("there"))
    // A store that came from another machine, and not the code.
    try project.run(
      "dora run -- --lr=0.2; rm -rf .git; git init -q; git add -A; git commit -qm other")
    let commit = try project.run("dora-status --format '%(snapshot)' 7a0c").lines[0]
    let gone = try project.run("dora checkout 7a0c there")
    #expect(gone.status == 128)
    #expect(gone.error.hasPrefix("fatal: commit '\(commit)' is not in the repository of "))
    #expect(!project.sandbox.exists("there"))
  }

  @Test func `a record that names no commit is no path`() throws {
    let project = try project()
    try project.run("dora run -- --lr=0.1")
    try project.run(
      """
      git clone -q .dora changed; cd changed; git config user.name x; git config user.email x@y
      sed -i 's/"snapshot": "[0-9a-f]*"/"snapshot": "..\\/..\\/..\\/evil"/; s/"commit": "[0-9a-f]*"/"commit": "--help"/' runs/2a/*.json
      git commit -qam changed; git push -q
      """)
    #expect(try project.run("dora info --json -f 2aee | jq -r .snapshot").out == "../../../evil\n")
    for line in ["dora reproduce 2aee", "dora checkout 2aee there"] {
      let outcome = try project.run(line)
      #expect(outcome.status == 128)
      #expect(
        outcome.error.hasPrefix("fatal: the code of run 1 of XP '2aeed959' is not recorded\n"))
    }
  }

  @Test func `a checkout is never written over something`() throws {
    let project = try project()
    try project.run("dora run -- --lr=0.1; mkdir full empty; echo mine > full/file")
    let refused = try project.run("dora checkout 2aee full")
    #expect(refused.status == 128)
    #expect(refused.error.contains("exists and is not an empty folder\n"))
    #expect(try project.run("ls full").lines == ["file"])
    #expect(
      try project.run("dora checkout 2aee empty; ls -A empty").lines.suffix(3) == [
        ".git", ".gitignore", "toy",
      ])
    #expect(
      try project.run("dora checkout 2aee train.py/x; echo $?; ls -A | grep -c making").lines.last
        == "0")
    for words in ["", "2aee", "2aee a b", "--run 0 2aee a", "--run x 2aee a", "--nope 2aee a"] {
      #expect(try project.run("dora checkout \(words)").status == 129, "\(words)")
    }
    #expect(try project.run("dora checkout ffff a").status == 128)
    for words in [
      "", "--check --resume 2aee", "--tolerance -1 2aee", "--tolerance nan 2aee", "2aee 2aee",
    ] {
      #expect(try project.run("dora reproduce \(words)").status == 129, "\(words)")
    }
  }
}
