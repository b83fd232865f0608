import DoraTestSupport
import Foundation
import Testing

/// `dora gc` and `dora star`: what may go goes in two steps, and nothing else does.
@Suite struct GCTests {
  /// A project with a completed XP for each of these learning rates, and a checkpoint in its folder.
  static func project(_ rates: [String] = ["0.1", "0.2"]) throws -> ToyProject {
    let project = try ToyProject()
    let search = rates.map { "--lr=\($0)" }.joined(separator: "\\n")
    let outcome = try project.run(
      "printf -- '\(search)\\n' | dora-sig --stdin | dora-submit -j4 | dora-status --wait")
    #expect(outcome.status == 0, "\(outcome.error)")
    try project.run("for f in outputs/xps/*; do seq 9999 > $f/checkpoint; done")
    return project
  }

  private static let everything =
    "find outputs -printf '%p %y %l %s\\n' | sort | grep -v '^outputs '"

  @Test func `without -f nothing changes; with it folders go to the trash, and come back whole`()
    throws
  {
    let project = try Self.project()
    let before = try project.run(Self.everything).out
    let dry = try project.run("dora gc --grace 0")
    #expect(dry.status == 0)
    #expect(dry.lines.count == 2)
    #expect(dry.lines.contains { $0.hasPrefix("2aeed959  ") && $0.hasSuffix(" ago  lr=0.1") })
    #expect(dry.error.hasPrefix("2 XPs, "), "\(dry.error)")
    #expect(dry.error.hasSuffix(" would go to the trash\nhint: with -f it's done\n"))
    #expect(try project.run(Self.everything).out == before)
    let done = try project.run("dora gc -f --grace 0")
    #expect(done.status == 0, "\(done.error)")
    #expect(done.error.hasPrefix("moved 2 XPs, "))
    #expect(try project.run("ls outputs/xps").out == "")
    #expect(try project.run("dora show 2aee").out.contains("\ntrash:      "))
    // What is recorded stays.
    #expect(try project.run("dora-status | cut -f 2").out == "COMPLETED\nCOMPLETED\n")
    let restored = try project.run("dora gc --restore 2aee $(dora-status | cut -f 1 | tail -n 1)")
    #expect(restored.status == 0, "\(restored.error)")
    #expect(restored.lines[0] == "\(project.sandbox.path)/outputs/xps/2aeed959")
    #expect(try project.run("dora gc --empty -f --grace 0; \(Self.everything)").out == before)
    #expect(
      try project.run("dora gc --restore 2aee").error
        == "fatal: XP '2aeed959' is not in the trash\nhint: 'dora gc --empty --grace 0' lists what is there\n"
    )
  }

  @Test func `the trash is emptied of what has been there long enough`() throws {
    let project = try Self.project()
    try project.run("dora gc -f --grace 0")
    let young = try project.run("dora gc --empty -f")
    #expect(young.error == "removed 0 XPs, 0 B\n")
    #expect(try project.run("ls -d outputs/trash/*/xps/* | wc -l").out == "2\n")
    // As if that had been long ago.
    try project.run("mv outputs/trash/* outputs/trash/1600000000")
    #expect(try project.run("dora gc --empty | wc -l").out == "2\n")
    #expect(try project.run("dora gc --empty -f").error.hasPrefix("removed 2 XPs, "))
    #expect(try project.run("ls -a outputs").lines == [".", "..", "xps"])
  }

  @Test func `what is young, runs, is starred, in a grid, or named by another XP is kept`() throws {
    let project = try Self.project(["0.1", "0.2", "0.3", "0.4"])
    let sigs = try project.run("for l in 1 2 3 4; do dora-sig -- --lr=0.$l; done").lines
    #expect(try project.run("dora gc").error.hasSuffix("kept: 4 young\n"))
    try project.sandbox.write("", to: "toy/grids/__init__.py")
    try project.sandbox.write(GridTests.header + "    launcher(lr=.2)\n", to: "toy/grids/g.py")
    try project.run("dora grid g; dora star -m 'the best' \(sigs[2])")
    // It would go on from the checkpoint of the fourth.
    try project.run("dora-sig -- --name=from/\(sigs[3])/x --sleep=600 | dora-submit")
    #expect(
      try project.eventually { try project.run("dora-status").out.contains("RUNNING") })
    let dry = try project.run("dora gc --grace 0")
    #expect(dry.lines.map { $0.prefix(8) } == [sigs[0].prefix(8)], "\(dry.out)")
    #expect(
      dry.error.contains(
        "; kept: 1 in a grid, 1 named by another XP, 1 pending or running, 1 starred\n"),
      "\(dry.error)")
    // By name, only what must be kept is.
    let starred = try project.run("dora gc -f \(sigs[2])")
    #expect(starred.status == 128)
    #expect(
      starred.error == "fatal: XP '\(sigs[2])' is starred\nhint: dora star --unstar \(sigs[2])\n")
    let running = try project.run("dora-status | grep RUNNING | cut -f 1").lines[0]
    #expect(try project.run("dora gc -f \(running)").status == 128)
    #expect(try project.run("dora gc -f \(sigs[1])").error.hasPrefix("moved 1 XP, "))
    #expect(try project.run("dora star --unstar \(sigs[2]); dora gc -f \(sigs[2])").status == 0)
    #expect(try project.run("ls outputs/xps | wc -l").out == "3\n")
    try project.run("dora cancel \(running)")
  }

  @Test func `stars are records of the store`() throws {
    let project = try Self.project()
    #expect(try project.run("dora star").out == "")
    #expect(try project.run("dora star -m 'for the paper' 2aee").out == "2aeed959\tlr=0.1\n")
    let listed = try project.run("dora star")
    #expect(listed.out.hasPrefix("2aeed959  "))
    #expect(listed.out.hasSuffix("  Tester  lr=0.1  for the paper\n"), "\(listed.out)")
    #expect(try project.run("dora show 2aee").out.contains("starred:    Tester: for the paper\n"))
    let log = "git --git-dir=.dora log -1 --format=%s"
    #expect(try project.run("dora star 2aee; \(log)").out.hasSuffix("\nstar: 2aeed959\n"))
    let count = "git --git-dir=.dora rev-list --count HEAD"
    let before = try project.run(count).out
    #expect(try project.run("dora star 2aee > /dev/null; \(count)").out == before)
    #expect(try project.run("dora star --unstar 2aee; dora star").out == "2aeed959\tlr=0.1\n")
    #expect(try project.run("dora star beef").status == 128)
    #expect(try project.run("dora star --unstar").status == 128)
    #expect(try project.run("git --git-dir=.dora fsck --strict").status == 0)
  }

  @Test func `no link is followed, and nothing unknown is touched`() throws {
    let project = try Self.project(["0.1", "0.2", "0.3"])
    let sigs = try project.run("for l in 1 2 3; do dora-sig -- --lr=0.$l; done").lines
    let elsewhere = try Sandbox()
    try elsewhere.write("precious\n", to: "data/file")
    try project.run(
      """
      ln -s \(elsewhere.path)/data outputs/xps/\(sigs[0])/data
      mv outputs/xps/\(sigs[1]) \(elsewhere.path)/moved
      ln -s \(elsewhere.path)/moved outputs/xps/\(sigs[1])
      mkdir outputs/xps/deadbeef outputs/xps/mine; touch outputs/notes outputs/xps/mine/file
      """)
    let dry = try project.run("dora gc --grace 0").lines
    #expect(Set(dry.map { $0.prefix(8) }) == [sigs[0].prefix(8), sigs[2].prefix(8)])
    try project.run("dora gc -f --grace 0 && dora gc --empty -f --grace 0")
    #expect(try elsewhere.read("data/file") == "precious\n")
    #expect(elsewhere.exists("moved/checkpoint"))
    #expect(try project.run("ls outputs").out == "notes\nxps\n")
    #expect(
      Set(try project.run("ls outputs/xps").lines) == [sigs[1], "deadbeef", "mine"])
  }

  @Test func `an output folder on another disk is cleared, a folder in it that leads away isn't`()
    throws
  {
    let project = try Self.project()
    let disk = try Sandbox()
    try project.run("mv outputs \(disk.path)/big && ln -s \(disk.path)/big outputs")
    #expect(try project.run("dora gc -f --grace 0 2aee").error.hasPrefix("moved 1 XP, "))
    #expect(try project.run("ls \(disk.path)/big/trash/*/xps").out == "2aeed959\n")
    try project.run("mv \(disk.path)/big/xps \(disk.path)/xps; ln -s ../xps \(disk.path)/big/xps")
    let refused = try project.run("dora gc -f --grace 0")
    #expect(refused.error.hasPrefix("warning: '\(project.sandbox.path)/outputs' is left alone: "))
    #expect(try project.run("ls \(disk.path)/xps | wc -l").out == "1\n")
    #expect(try project.run("dora gc --restore 2aee").status == 128)
  }

  @Test func `odd names and read-only folders are removed like others`() throws {
    let project = try Self.project(["0.1"])
    try project.run(
      """
      cd outputs/xps/2aeed959; mkdir -p $'odd \\377\\n'/a/b; touch $'odd \\377\\n/a/\\376'
      touch -- '-rf' 'a b'; chmod -R a-w .; mkdir -p ../../codes
      """)
    #expect(try project.run("dora gc -f --grace 0").error.hasPrefix("moved 1 XP, "))
    let emptied = try project.run("dora gc --empty -f --grace 0")
    #expect(emptied.status == 0, "\(emptied.error)")
    #expect(
      try project.run("ls -A outputs outputs/xps").out == "outputs:\ncodes\nxps\n\noutputs/xps:\n")
  }

  @Test func `checkouts that no XP leads to go, and come back with their XP`() throws {
    let project = try Self.project()
    let used = String(repeating: "a", count: 40)
    let unused = String(repeating: "b", count: 40)
    try project.run(
      """
      mkdir -p outputs/codes/\(used)/toy outputs/codes/\(unused)/toy outputs/codes/draft
      touch outputs/codes/\(unused)/toy/train.py; chmod -R a-w outputs/codes/\(unused)
      ln -s ../../codes/\(used) outputs/xps/2aeed959/code; dora star 2aee
      """)
    let done = try project.run("dora gc -f --grace 0")
    #expect(done.error.hasPrefix("moved 1 XP and 1 checkout, "), "\(done.error)")
    #expect(try project.run("ls outputs/codes").out == "\(used)\ndraft\n")
    try project.run("dora star --unstar 2aee; dora gc -f --grace 0; dora gc -f --grace 0")
    #expect(try project.run("ls outputs/codes").out == "draft\n")
    #expect(try project.run("dora gc --restore 2aee; ls outputs/codes").lines.contains(used))
    #expect(
      try project.run("dora gc --empty -f --grace 0 > /dev/null; ls outputs").out == "codes\nxps\n")
  }

  @Test func `what was reproduced goes when it's old, unless it runs`() throws {
    let project = try Self.project(["0.1"])
    #expect(try project.run("dora reproduce 2aee").status == 0)
    let folder = try project.run("ls -d outputs/reproduced/2aeed959/*").lines[0]
    try project.run(
      """
      cp -r \(folder) outputs/reproduced/2aeed959/live; cd outputs/reproduced/2aeed959/live
      sed -i s/COMPLETED/RUNNING/ runs/*.json; mkdir ../begins; ln -s /etc ../../elsewhere; ln -s /etc ../link
      """)
    #expect(try project.run("dora gc 2>&1").out.contains("reproduc") == false)
    let dry = try project.run("dora gc --grace 0")
    #expect(dry.lines.count == 2, "\(dry.out)")
    #expect(dry.lines[1].hasPrefix("reproduced \(folder.dropFirst("outputs/reproduced/".count))  "))
    let done = try project.run("dora gc -f --grace 0")
    #expect(done.error.hasPrefix("moved 1 XP and 1 reproduction, "), "\(done.error)")
    #expect(
      try project.run("ls outputs/reproduced/2aeed959").out == "begins\nlink\nlive\n")
    #expect(try project.run("ls -d outputs/trash/*/reproduced/2aeed959/* | wc -l").out == "1\n")
    #expect(
      try project.run("dora gc --empty -f --grace 0").error.hasPrefix(
        "removed 1 XP and 1 reproduction, "))
    // The one that runs has its code.
    #expect(try project.run("ls -A outputs").out == "codes\nreproduced\nxps\n")
    #expect(try project.run("ls outputs/codes | wc -l").out == "1\n")
  }

  @Test func `pins that no run of any store in the repository names are dropped`() throws {
    let project = try Self.project(["0.1"])
    try project.run("echo '# changed' >> toy/train.py; dora run -- --lr=0.2")
    // Another project in a folder of the same repository, and one in a linked work tree.
    try project.run(
      """
      mkdir other && cp -r toy other/toy && cd other && dora init && echo '# other' >> toy/train.py
      dora run -- --lr=0.1; cd ..; git worktree add -q linked HEAD; cd linked
      dora init; echo '# linked' >> toy/train.py; dora run -- --lr=0.1
      """)
    let list = "git for-each-ref --format='%(refname:lstrip=2)' refs/dora | sort"
    let needed = try project.run(list).out
    let orphan = try project.run(
      "c=$(git commit-tree -m x HEAD^{tree}); git update-ref refs/dora/$c $c; echo $c"
    ).lines[0]
    #expect(try project.run("dora gc").error.hasPrefix("0 XPs, 0 B, would go to the trash; kept"))
    let dry = try project.run("dora gc --grace 0 2>&1")
    #expect(dry.out.contains("; 1 pin would be dropped"), "\(dry.out)")
    #expect(try project.run("dora gc --grace 0 --no-pins 2>&1").out.contains("pin") == false)
    #expect(try project.run("dora gc -f --grace 0").error.contains("; dropped 1 pin\n"))
    #expect(try project.run(list).out == needed)
    #expect(needed.contains(orphan) == false)
    // Packed references too.
    try project.run("git update-ref refs/dora/\(orphan) \(orphan); git pack-refs --all")
    #expect(try project.run("cd linked; dora gc -f --grace 0").error.contains("; dropped 1 pin\n"))
    #expect(try project.run(list).out == needed)
    try project.run("echo broken > other/.dora/refs/heads/main")
    try project.run("git update-ref refs/dora/\(orphan) \(orphan)")
    let careful = try project.run("dora gc -f --grace 0")
    #expect(careful.error.hasPrefix("warning: pins are left alone: "), "\(careful.error)")
    #expect(try project.run(list).out.contains(orphan))
  }

  @Test func `killed at any rename, each folder is whole in one place or the other`() throws {
    let project = try Self.project(["0.1", "0.2", "0.3", "0.4"])
    let files = "cat $(find outputs -name checkpoint) | wc -l"
    var killed = 0
    for step in 1...6 {
      let outcome = try project.run(
        "strace -qq -o trace -e trace=rename -e inject=rename:signal=KILL:when=\(step) dora gc -f --grace 0"
      )
      if outcome.status == 137 { killed += 1 }
      #expect(try project.run(files).out == "39996\n")
      #expect(
        try project.run(
          "ls -d outputs/xps/*/checkpoint outputs/trash/*/xps/*/checkpoint 2>/dev/null | wc -l"
        )
        .out == "4\n")
      let sigs = try project.run("ls outputs/trash/*/xps 2>/dev/null | grep -x '[0-9a-f]*'; true")
        .lines
      if !sigs.isEmpty {
        #expect(
          try project.run("dora gc --restore \(sigs.joined(separator: " "))").status == 0)
      }
    }
    #expect(killed >= 3)
    #expect(try project.run("dora gc -f --grace 0 > /dev/null && ls outputs/xps").out == "")
    killed = 0
    for step in 1...9 {
      let outcome = try project.run(
        "strace -qq -o trace -e trace=unlinkat -e inject=unlinkat:signal=KILL:when=\(step) dora gc --empty -f --grace 0"
      )
      if outcome.status == 137 { killed += 1 }
      // What is half removed is offered to nobody.
      for sig in try project.run("ls outputs/trash/*/xps 2>/dev/null | grep -x '[0-9a-f]*'; true")
        .lines
      {
        #expect(
          try project.run("ls outputs/trash/*/xps/\(sig)/checkpoint").status == 0, "\(sig)")
      }
    }
    #expect(killed >= 3)
    #expect(
      try project.run("dora gc --empty -f --grace 0 > /dev/null; ls -A outputs").out == "xps\n")
  }

  @Test func `what reproduced an XP comes back with it, and alone`() throws {
    let project = try ToyProject()
    try project.run("dora run -- --lr=0.1; dora reproduce 2aee; dora reproduce 2aee")
    let all = "find outputs -path outputs/trash -prune -o -type f -print | grep -v /codes/ | sort"
    let before = try project.run("\(all); ls outputs/codes").out
    #expect(try project.run("dora gc -f --grace 0").status == 0)
    #expect(try project.run("ls -A outputs/xps outputs/reproduced/*").lines.count <= 2)
    let restored = try project.run("dora gc --restore 2aee")
    #expect(restored.lines.count == 3, "\(restored.out)\(restored.error)")
    #expect(try project.run("\(all); ls outputs/codes").out == before)
    // The XP is kept, what reproduced it isn't.
    try project.run("dora star 2aee; dora gc -f --grace 0")
    #expect(try project.run("dora gc --restore 2aee").lines.count == 2)
    #expect(try project.run("\(all); ls outputs/codes").out == before)
    #expect(try project.run("dora gc --restore 2aee").status == 128)
    #expect(
      try project.run(
        "(dora star --unstar 2aee; dora gc -f --grace 0; dora gc --empty -f 2aee) > /dev/null; ls -A outputs/trash/*/*"
      ).out.contains("2aee") == false)
  }

  @Test func `an XP that was submitted again while it's moved is spared`() throws {
    let project = try Self.project(["0.1"])
    // The first rename is the move; what comes after it waits until the other has submitted.
    let outcome = try project.run(
      """
      strace -qq -o trace -e trace=rename -e inject=rename:delay_exit=4s dora gc -f --grace 0 2> said &
      until [ ! -e outputs/xps/2aeed959/checkpoint ]; do sleep 0.05; done
      dora-sig -- --lr=0.1 --epochs=2 --sleep=600 | dora-submit -D > /dev/null; wait %1; cat said
      """)
    #expect(outcome.status == 0)
    #expect(
      try project.eventually { try project.run("dora-status").out.contains("RUNNING") })
    // Its old files are in the trash or in their place, not lost.
    #expect(
      try project.run("find outputs -name checkpoint | wc -l").out == "1\n", "\(outcome.out)")
    try project.run("dora cancel 2aee")
  }

  @Test func `wrong words are told`() throws {
    let project = try Self.project(["0.1"])
    for words in [
      "--grace long", "--empty --restore 2aee", "--restore -f 2aee", "--no-pins --empty",
    ] {
      #expect(try project.run("dora gc \(words)").status == 129, "\(words)")
    }
    #expect(try project.run("dora gc --restore").status == 128)
    #expect(try project.run("true | dora gc -f").status == 128)
    #expect(try project.run("dora gc beef").status == 128)
    try project.sandbox.write("[keep]\n\tgrace = soon\n", to: ".doraconfig")
    #expect(
      try project.run("dora gc").error
        == "fatal: bad value 'soon' for 'keep.grace'\nhint: it takes a time such as 30d\n"
    )
    try project.sandbox.write("[keep]\n\tgrace = 0\n", to: ".doraconfig")
    #expect(try project.run("dora gc | wc -l").out == "1\n")
    #expect(try ToyProject().run("dora gc").status == 128)
  }
}
