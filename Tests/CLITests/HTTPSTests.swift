import DoraTestSupport
import Foundation
import Testing

/// `dora push` and `dora pull` over https, with a password, and what code names that isn't in it.
@Suite struct HTTPSTests {
  private let server: HTTPSServer
  private let clones: [ToyProject]

  init() throws {
    let server = try HTTPSServer()
    self.server = server
    let shared = try SyncProject()
    try server.repository("hub.git", from: shared.address)
    clones = try shared.clones.map { clone in
      var clone = clone
      clone.command.environment.merge(server.environment) { $1 }
      try clone.run("git remote set-url origin \(server.address("hub.git"))")
      return clone
    }
  }

  @Test func `both ways, and why not`() throws {
    let (a, b) = (clones[0], clones[1])
    try a.run("dora run -- --lr=0.1")
    let pushed = try a.run("dora push origin")
    #expect(pushed.error == "pushed to 'origin': records, the code of 1 commit\n")
    let address = server.address("hub.git")
    let pulled = try b.run("dora pull \(address)")
    #expect(pulled.status == 0, "\(pulled.error)")
    #expect(pulled.out == "2aeed959\tlr=0.1\n")
    // No password is shown or recorded.
    #expect(pulled.error.hasPrefix("pulled from 'https://group@localhost:"), "\(pulled.error)")
    try b.run("dora run -- --lr=0.2; dora push \(address)")
    #expect(try b.run("git --git-dir=.dora log | grep -c secret").out == "0\n")
    #expect(try a.run("dora pull origin").out == "7a0cf6b5\tlr=0.2\n")
    #expect(try SyncProject.tree(a) == SyncProject.tree(b))
    for (line, cause) in [
      ("dora push \(server.address("hub.git", password: "wrong"))", "Authentication failed"),
      ("dora pull \(server.address("hub.git", password: nil))", "could not read Username"),
      ("GIT_SSL_CAINFO=/dev/null dora push origin", "certificate"),
      ("dora push \(server.address("no.git"))", "not found"),
    ] {
      let refused = try a.run(line)
      #expect(refused.status == 128)
      #expect(refused.error.hasPrefix("fatal: cannot reach '"), "\(refused.error)")
      #expect(refused.error.contains(cause), "\(refused.error)")
      #expect(!refused.error.contains("secret"))
    }
    server.end()
    #expect(try a.run("dora push origin").error.contains("cannot reach 'origin'\ncause: "))
  }

  @Test func `files of Git LFS go to the server of the remote, or are named`() throws {
    let (a, b) = (clones[0], clones[1])
    for clone in [a, b] { try clone.run("git lfs install --local") }
    try a.run(
      """
      git lfs track '*.bin'; for n in 1 2 3 4 5 6; do echo $n > $n.bin; done
      dora run -- --lr=0.1; rm .git/lfs/objects/*/*/$(echo 6 | sha256sum | cut -d ' ' -f 1)
      """)
    let pushed = try a.run("dora push origin")
    #expect(pushed.status == 1)
    let lines = pushed.error.split(separator: "\n")
    #expect(lines.count == 4, "\(pushed.error)")
    #expect(lines[0] == "pushed to 'origin': records, the code of 1 commit")
    #expect(lines[1] == "warning: without files of Git LFS, which are not here: '6.bin'")
    #expect(
      lines[2].hasPrefix(
        "warning: without files of Git LFS: '1.bin', '2.bin', '3.bin', '4.bin' and 1 more: "))
    #expect(lines[3] == "hint: the same command tries again")
    #expect(!pushed.error.contains("secret"), "\(pushed.error)")
    let pulled = try b.run("dora pull origin")
    #expect(pulled.status == 1)
    #expect(pulled.error.contains("warning: without files of Git LFS: '1.bin'"), "\(pulled.error)")
    // A checkout says it too, and isn't half there.
    let refused = try b.run("dora reproduce 2aee; ls outputs/codes 2> /dev/null")
    #expect(refused.error.hasPrefix("fatal: cannot check out "), "\(refused.error)")
    #expect(refused.out == "")
    // With a server for them, and the one that was lost, the same commands do the rest.
    try server.serveLargeFiles()
    let again = try a.run(
      "rm 6.bin; echo 6 > 6.bin; git lfs clean < 6.bin > pointer; dora push origin")
    #expect(again.error == "pushed to 'origin': 6 files of Git LFS\n", "\(again.error)")
    #expect(again.status == 0)
    #expect(try b.run("dora pull origin").error == "pulled from 'origin': 6 files of Git LFS\n")
    #expect(
      try b.run("dora reproduce 2aee; cat outputs/reproduced/*/*/code/*.bin").out.hasSuffix(
        "1\n2\n3\n4\n5\n6\n"))
  }

  @Test func `a submodule's commit comes from its own remote, or goes along`() throws {
    let (a, b) = (clones[0], clones[1])
    let library = try Sandbox()
    try a.run(
      "git init -q -b main \(library.path); cd \(library.path); echo 5 > lib.py; git add -A; git commit -qm five"
    )
    try server.repository("lib.git", from: library.path)
    let made = try a.run(
      """
      set -e; git submodule --quiet add \(server.address("lib.git")) lib; git commit -qm 'with a library'
      git push -q origin HEAD; dora run -- --lr=0.1
      echo 6 > lib/lib.py; git -C lib commit -qam six; dora run -- --lr=0.2
      echo 7 > lib/lib.py; dora run -- --lr=0.3
      """)
    #expect(made.status == 0, "\(made.error)")
    #expect(made.error.contains("'lib' (changes in a submodule)"), "\(made.error)")
    let pushed = try a.run("dora push origin")
    #expect(
      pushed.error
        == "pushed to 'origin': records, the code of 2 commits, 1 commit of a submodule\n")
    let pulled = try b.run("git pull -q; dora pull origin")
    #expect(pulled.error.hasSuffix("the code of 2 commits, 1 commit of a submodule\n"))
    let again = try b.run(
      "dora reproduce 2aee; dora reproduce 7a0c; cat outputs/reproduced/{2aee,7a0c}*/*/code/lib/lib.py"
    )
    #expect(again.out.hasSuffix("epoch 2\n5\n6\n"), "\(again.out)\(again.error)")
    #expect(!again.error.contains("warning"), "\(again.error)")
    #expect(try b.run("git status --porcelain; git fsck --no-dangling 2>&1; ls lib").out == "")
    // What was changed in it is recorded nowhere, and said wherever it counts.
    #expect(
      try b.run("dora reproduce --check \(String(try b.run("dora-sig -- --lr=0.3").out.prefix(8)))")
        .error.contains("it ran with files that are not recorded: 'lib'"))
    // One that can't be had is named. Nobody asks a file or a program that a commit names.
    try a.run(
      """
      git config -f .gitmodules submodule.lib.url "ext::sh -c touch% $PWD/touched"; git add .gitmodules
      git -C lib checkout -q HEAD~; dora run -- --lr=0.4; dora push origin
      """)
    let lacking = try b.run(
      "dora pull origin; rm -rf outputs/codes; git for-each-ref --format='delete %(refname)' refs/dora/modules | git update-ref --stdin; git reflog expire --expire=now --all; git gc -q --prune=now; dora checkout $(dora-sig -- --lr=0.4) there"
    )
    #expect(
      lacking.error.contains("warning: without the code of submodules: 'lib'"), "\(lacking.error)")
    #expect(try b.run("ls there/lib; ls \(a.sandbox.path)/touched").out == "")
  }
}
