import DoraTestSupport
import Foundation
import Testing

/// `dora push` and `dora pull` between clones of a project, over real git.
@Suite struct SyncTests {
  @Test
  func `what ran in one clone is known in the other, with code and metrics, and nothing runs`()
    throws
  {
    let shared = try SyncProject()
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora run -- --lr=0.1; echo '# changed' >> toy/train.py; dora run -- --lr=0.2")
    try a.run("dora star -m best 2aee")
    let pushed = try a.run("dora push origin")
    #expect(pushed.status == 0, "\(pushed.error)")
    #expect(pushed.error == "pushed to 'origin': records, the code of 2 commits\n")
    #expect(pushed.out == "")
    let again = try a.run("dora push origin")
    #expect(again.error == "everything is in 'origin' already\n")
    let pulled = try b.run("dora pull origin")
    #expect(pulled.status == 0, "\(pulled.error)")
    #expect(
      pulled.error
        == "pulled from 'origin': 2 new XPs, 2 new runs, 2 histories, the code of 2 commits\n")
    #expect(pulled.lines.sorted() == ["2aeed959\tlr=0.1", "7a0cf6b5\tlr=0.2"])
    for line in ["dora log 2>&1", "dora-status | cut -f 1-6", "dora star", "dora info -m -f 2aee"] {
      #expect(try b.run(line).out == a.run(line).out, "\(line)")
    }
    #expect(try b.run("dora diff --only code 2aee 7a0c | grep '^+#'").out == "+# changed\n")
    #expect(
      try b.run(
        "git show refs/dora/$(dora log --json 7a0c | grep -o '\"snapshot\": \"[0-9a-f]*' | cut -d '\"' -f 4):toy/train.py | tail -1"
      ).out == "# changed\n")
    #expect(try b.run("ls outputs/xps/*").out.contains("history.json"))
    #expect(try b.run("ls -d outputs/xps/*/runs .dora/local 2>/dev/null").out == "")
    #expect(try b.run("dora-status | dora-submit | cut -f 3").out == "kept\nkept\n")
    // The user's own repository is as it was, but for pins.
    #expect(
      try b.run(
        "git status --porcelain; git for-each-ref | grep -v refs/dora/ | grep -v refs/remotes/origin"
      ).lines.count == 1)
    #expect(try b.run("ls .git/FETCH_HEAD").status != 0)
    #expect(try b.run("dora pull origin").error == "nothing new in 'origin'\n")
    // And back.
    try b.run("dora run -- --lr=0.3; dora star --unstar 2aee")
    #expect(try b.run("dora push origin").status == 0)
    #expect(try a.run("dora pull origin").lines.count == 1)
    #expect(try a.run("dora star").out == "")
    #expect(try SyncProject.tree(a) == SyncProject.tree(b))
    for project in [a, b] {
      #expect(try project.run("git --git-dir=.dora fsck --strict --full 2>&1").out == "")
      #expect(try project.run("git fsck --no-dangling 2>&1").status == 0)
    }
    #expect(try shared.inHub("git fsck --strict").status == 0)
  }

  @Test func `another project's folder is a remote, by path and by ssh`() throws {
    let shared = try SyncProject()
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora run -- --lr=0.1")
    let pulled = try b.run("dora init; cd toy; dora pull \(a.sandbox.path)")
    #expect(pulled.status == 0, "\(pulled.error)")
    #expect(pulled.out.hasSuffix("\n2aeed959\tlr=0.1\n"))
    #expect(try b.run("dora info -m -f 2aee").out == a.run("dora info -m -f 2aee").out)
    // What is pushed is in the other's own store at once.
    try b.run("dora run -- --lr=0.2")
    #expect(try b.run("dora push \(a.sandbox.path)/.dora").status == 0)
    #expect(try a.run("dora-status | cut -f 1,2").lines.count == 2)
    #expect(try a.run("dora pull \(b.sandbox.path) | wc -l").out == "0\n")
    #expect(try SyncProject.tree(a) == SyncProject.tree(b))
    // ssh, as far as git can tell.
    try b.sandbox.write(
      "#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\nexec sh -c \"$1\"\n", to: "ssh",
      executable: true)
    try a.run("dora run -- --lr=0.3")
    let command = "git config core.sshCommand \(b.sandbox.path)/ssh; "
    let remote = try b.run(command + "dora pull host:\(a.sandbox.path)")
    #expect(remote.status == 0, "\(remote.error)")
    #expect(remote.lines.count == 1)
    try b.run("dora run -- --lr=0.4")
    #expect(try b.run("dora push ssh://host\(a.sandbox.path)").status == 0)
    #expect(try a.run("dora-status | wc -l").out == "4\n")
    #expect(
      try b.run("dora push host:\(shared.address); dora pull host:\(shared.address)").status == 0)
  }

  @Test func `what was pushed to a project before it had a store isn't lost to its owner`() throws {
    let shared = try SyncProject()
    let (a, b) = (shared.clones[0], shared.clones[1])
    try b.run("dora run -- --lr=0.1; dora push \(a.sandbox.path)")
    let pulled = try a.run("dora init; dora pull .")
    #expect(pulled.out.hasSuffix("\n2aeed959\tlr=0.1\n"), "\(pulled.error)")
    #expect(try a.run("dora pull .").error == "nothing new in '.'\n")
    #expect(try a.run("dora reproduce 2aee").status == 0)
    try b.run("dora run -- --lr=0.2; dora push \(a.sandbox.path)")
    #expect(try a.run("dora-status | wc -l").out == "2\n")
  }

  @Test func `a project in a folder of its repository is shared with its code`() throws {
    let (hub, there) = (try Sandbox(), try Sandbox())
    var a = try ToyProject()
    try a.run("mkdir deep; git mv toy deep; git mv .gitignore deep; git commit -qm deeper")
    try a.run("git clone -q --bare . \(hub.path)/hub.git; git clone -q . \(there.path)/clone")
    var b = a
    a.command.directory = a.sandbox.file("deep")
    b.command.directory = there.file("clone/deep")
    try a.run("echo '# a' >> toy/train.py; dora run -- --lr=0.1")
    #expect(
      try b.run("dora init; dora pull \(a.command.directory)").error.hasSuffix(
        "the code of 1 commit\n"))
    try b.run("echo '# b' >> toy/train.py; dora run -- --lr=0.2")
    #expect(
      try b.run("dora push \(a.command.directory)").error.hasSuffix(
        "records, the code of 1 commit\n"))
    #expect(
      try a.run(
        "dora reproduce 7a0c; tail -n 1 outputs/reproduced/7a0cf6b5/*/code/deep/toy/train.py"
      ).out.hasSuffix("# b\n"))
    #expect(try b.run("dora push \(hub.path)/hub.git").status == 0)
    #expect(
      try b.run("git --git-dir=\(hub.path)/hub.git for-each-ref refs/dora | wc -l").out == "3\n")
  }

  @Test func `clones that push at once lose nothing`() throws {
    let shared = try SyncProject(5)
    for (number, clone) in shared.clones.enumerated() {
      try clone.run(
        "seq -f '--epochs=0 --lr=%g' \(number * 10 + 1) \(number * 10 + 10) | dora-sig --stdin; dora run -- --epochs=0 --name=clone\(number)"
      )
    }
    let all = shared.clones.map { "(cd \($0.sandbox.path) && dora push origin) &" }
      .joined(separator: "\n")
    let outcome = try shared.clones[0].run("\(all)\nwait")
    #expect(outcome.error.split(separator: "\n").count == 5)
    #expect(!outcome.error.contains("fatal"), "\(outcome.error)")
    let pull = shared.clones.map { "(cd \($0.sandbox.path) && dora pull origin) &" }
      .joined(separator: "\n")
    #expect(try !shared.clones[0].run("\(pull)\nwait").error.contains("fatal"))
    for clone in shared.clones {
      #expect(try clone.run("dora-status | wc -l; dora log | wc -l").out == "55\n5\n")
      #expect(try clone.run("git for-each-ref refs/dora | wc -l").out == "1\n")
    }
    #expect(Set(try shared.clones.map(SyncProject.tree)).count == 1)
    #expect(try shared.inHub("git fsck --strict").status == 0)
  }

  @Test func `a remote that refuses leaves everything as it was, and says why`() throws {
    let shared = try SyncProject()
    let a = shared.clones[0]
    try a.run("dora run -- --lr=0.1")
    try shared.inHub(
      "printf '#!/bin/sh\\necho no experiments here >&2; exit 1\\n' > hooks/pre-receive; chmod +x hooks/pre-receive"
    )
    let before = try a.run("git --git-dir=.dora rev-parse main; git for-each-ref").out
    let refused = try a.run("dora push origin")
    #expect(refused.status == 128)
    #expect(refused.error.hasPrefix("fatal: cannot push to 'origin'\ncause: "), "\(refused.error)")
    #expect(refused.error.contains("no experiments here"))
    #expect(try shared.inHub("git for-each-ref refs/dora").out == "")
    try shared.inHub("rm hooks/pre-receive")
    #expect(try a.run("dora push origin").status == 0)
    // The history of it all is only one commit longer: the one with the histories.
    #expect(try a.run("git for-each-ref").out.contains("refs/dora/"))
    #expect(before.isEmpty == false)
    let gone = try a.run("git remote set-url origin \(shared.hub.path)/nowhere; dora push origin")
    #expect(gone.status == 128)
    #expect(
      gone.error.hasPrefix("fatal: 'origin' is no remote")
        || gone.error.hasPrefix("fatal: cannot reach 'origin'"), "\(gone.error)")
  }

  @Test(arguments: [
    "core.sshCommand", "remote.origin.uploadpack", "credential.https://example.org.helper",
    "include.path", "url.ssh://elsewhere/.insteadOf", "http.proxy",
  ])
  func `git follows nothing in the store's own settings that came with a project`(name: String)
    throws
  {
    let shared = try SyncProject(1)
    let project = shared.clones[0]
    try project.run("dora-sig -- --lr=1; dora push origin; dora pull origin")
    try project.run("git config -f .dora/config '\(name)' \"touch '$PWD/ran'; false\"")
    for verb in ["push", "pull"] {
      let refused = try project.run("dora \(verb) origin")
      #expect(refused.status == 128)
      #expect(refused.error.hasPrefix("fatal: '\(name.lowercased())' of '"), "\(refused.error)")
      #expect(refused.error.contains("\nhint: to trust it: dora config set --global --add"))
    }
    let trusted = try project.run("dora -c 'safe.project=*' pull origin")
    #expect(trusted.status == 0, "\(trusted.error)")
    // Settings that only say how the store is kept, or what dora does, are nobody's danger.
    try project.run("git config -f .dora/config --unset '\(name)'; dora config set keep.grace 3d")
    try project.run("git config -f .dora/config gc.autoDetach false")
    try project.run("git --git-dir=.dora remote add lab '\(project.sandbox.path)'")
    let plain = try project.run("dora push origin && dora pull origin")
    #expect(plain.status == 0, "\(plain.error)")
    #expect(try project.run("ls ran").status != 0)
  }

  @Test func `killed at any call of git, the next push and pull end it`() throws {
    let shared = try SyncProject()
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.sandbox.write(
      """
      #!/bin/sh
      # Every git counts; the one that is due takes dora with it, half-way through its own work.
      n=$(($(cat "$COUNT") + 1)); echo $n > "$COUNT"
      if [ $n -eq "$KILL" ]; then
        case " $* " in *" push "*|*" fetch "*) /usr/bin/git "$@" & sleep 0.02; kill -9 $! ;; esac
        kill -9 $PPID; exit 1
      fi
      exec /usr/bin/git "$@"

      """, to: "bin/git", executable: true)
    let wrapped =
      "export COUNT=\(a.sandbox.path)/count PATH=\(a.sandbox.path)/bin:$PATH; echo 0 > $COUNT; "
    var killed = 0
    for step in 1...16 {
      try a.run(
        "dora-sig -- --epochs=0 --lr=\(step); echo '# \(step)' >> toy/train.py; dora run -- --epochs=0 --name=n\(step)"
      )
      if try a.run(wrapped + "KILL=\(step) dora push origin").status == 137 { killed += 1 }
      #expect(try a.run("git --git-dir=.dora fsck 2>&1 | grep -v -e dangling -e notice").out == "")
      if try b.run(wrapped + "KILL=\(step) dora pull origin").status == 137 { killed += 1 }
      #expect(
        try b.run(
          "test ! -e .dora/HEAD || git --git-dir=.dora fsck 2>&1 | grep -v -e dangling -e notice"
        ).out
          == "")
    }
    #expect(killed >= 12, "\(killed)")
    #expect(try a.run("dora push origin").status == 0)
    #expect(try b.run("dora pull origin").status == 0)
    #expect(try SyncProject.tree(a) == SyncProject.tree(b))
    #expect(try b.run("dora-status | wc -l; git for-each-ref refs/dora | wc -l").out == "32\n16\n")
    #expect(try shared.inHub("git fsck --strict").status == 0)
  }

  @Test func `when nothing has moved nothing is read, and what has is`() throws {
    let shared = try SyncProject()
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora run -- --lr=0.1; dora push origin")
    try b.run("dora pull origin")
    /// The verbs of git that a command calls.
    func calls(_ project: ToyProject, _ line: String) throws -> [String] {
      let said = try project.run("DORA_TRACE=1 \(line)").error.split(separator: "\n")
      return said.filter { $0.hasPrefix("trace: ") }.compactMap { line in
        ["config", "remote", "ls-remote", "for-each-ref"].first { line.contains(" \($0) ") }
          ?? "other"
      }
    }
    let few = ["config", "remote", "ls-remote", "for-each-ref"]
    #expect(try calls(a, "dora push origin") == few)
    #expect(try calls(b, "dora pull origin") == few)
    // Somebody else's news, the remote's losses and ours.
    try a.run("dora run -- --lr=0.2; dora push origin")
    #expect(try b.run("dora pull origin").out == "7a0cf6b5\tlr=0.2\n")
    #expect(try calls(b, "dora pull origin") == few)
    let unpin = "git for-each-ref --format='delete %(refname)' refs/dora | git update-ref --stdin"
    try b.run(unpin)
    #expect(
      try b.run("dora pull origin").error == "pulled from 'origin': the code of 1 commit\n")
    try shared.inHub(unpin)
    #expect(
      try a.run("dora push origin").error
        == "pushed to 'origin': records, the code of 1 commit\n")
    #expect(try calls(a, "dora push origin") == few)
    try b.run("rm -r outputs/xps/2aeed959")
    #expect(try b.run("dora pull origin").error == "pulled from 'origin': 1 history\n")
    try a.run("echo '{\"loss\": 9}' >> outputs/xps/2aeed959/history.jsonl; dora push origin")
    #expect(try b.run("dora pull origin").error == "pulled from 'origin': 1 history\n")
    #expect(try b.run("rm -r .dora/cache; dora pull origin").error == "nothing new in 'origin'\n")
    try b.run("dora star 2aee; dora push origin")
    #expect(try a.run("dora pull origin").error == "pulled from 'origin': records\n")
    #expect(try a.run("dora star").out.hasPrefix("2aeed959 "))
    #expect(try SyncProject.tree(a) == SyncProject.tree(b))
  }

  @Test func `another project is no remote, unless that's meant`() throws {
    let shared = try SyncProject()
    let a = shared.clones[0]
    try a.run("dora run -- --lr=0.1")
    let other = try ToyProject()
    try other.run("git commit -q --amend -m other; dora run -- --lr=0.2")
    for words in ["push \(other.sandbox.path)", "pull \(other.sandbox.path)"] {
      let refused = try a.run("dora \(words)")
      #expect(refused.status == 128)
      #expect(
        refused.error
          == "fatal: '\(other.sandbox.path)' is another project: it shares no commit with this one\nhint: if that's meant: --allow-unrelated\n"
      )
    }
    #expect(try other.run("dora-status | wc -l").out == "1\n")
    #expect(
      try a.run("dora pull --allow-unrelated \(other.sandbox.path)").out == "7a0cf6b5\tlr=0.2\n")
    // Everything there may be newer than what's here.
    try shared.clones[1].run(
      "git commit -q --allow-empty -m next; git push -q origin HEAD; dora init")
    try shared.inHub(
      "git for-each-ref --format='delete %(refname)' refs/dora refs/tags | git update-ref --stdin")
    #expect(try a.run("dora push origin").status == 0)
    let empty = try Sandbox()
    try a.run("git init -q --bare \(empty.path)/new.git")
    let nothing = try a.run("dora pull \(empty.path)/new.git")
    #expect(nothing.status == 128)
    #expect(
      nothing.error
        == "fatal: '\(empty.path)/new.git' holds no experiments\nhint: share with it first: dora push <remote or path>\n"
    )
    #expect(try a.run("dora push \(empty.path)/new.git").status == 0)
    #expect(try a.run("dora push \(empty.path)").status == 128)
    #expect(
      try a.run("dora pull nowhere").error.hasPrefix("fatal: 'nowhere' is no remote of the project")
    )
    #expect(try a.run("dora pull").error.hasPrefix("fatal: no remote was given\n"))
    #expect(try a.run("dora config set share.remote origin; dora pull").status == 0)
    #expect(try a.run("dora pull -- --upload-pack=touch\\ x; ls x").status != 0)
    #expect(try a.run("dora push 'ext::sh -c touch% x'; ls x").status != 0)
  }
}
