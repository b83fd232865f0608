import DoraTestSupport
import Foundation
import Testing

/// `dora push` and `dora pull` with a real sshd.
@Suite struct SSHTests {
  private let server: SSHServer
  private let shared: SyncProject

  init() throws {
    server = try SSHServer()
    shared = try SyncProject()
    for clone in shared.clones {
      try clone.run("git config core.sshCommand '\(server.command())'")
      try clone.run("git remote set-url origin \(server.address(shared.address))")
    }
  }

  @Test func `a repository on another host, with a file of Git LFS that nobody serves there`()
    throws
  {
    let (a, b) = (shared.clones[0], shared.clones[1])
    for clone in [a, b] { try clone.run("git lfs install --local") }
    try a.run(
      """
      git lfs track '*.bin' && echo 7 > data.bin && dora run -- --lr=0.1
      echo '# changed' >> toy/train.py; dora run -- --lr=0.2
      """)
    let pushed = try a.run("dora push origin")
    #expect(
      pushed.error
        == "pushed to 'origin': records, the code of 2 commits, 1 file of Git LFS\n")
    #expect(pushed.status == 0)
    #expect(try shared.inHub("find lfs -type f | wc -l").out == "1\n")
    #expect(try a.run("dora push origin").error == "everything is in 'origin' already\n")
    let pulled = try b.run("dora pull origin")
    #expect(
      pulled.error
        == "pulled from 'origin': 2 new XPs, 2 new runs, 2 histories, the code of 2 commits, 1 file of Git LFS\n"
    )
    #expect(pulled.status == 0)
    let again = try b.run("dora reproduce 7a0c; cat outputs/reproduced/7a0cf6b5/*/code/data.bin")
    #expect(again.out.hasSuffix("epoch 2\n7\n"), "\(again.out)\(again.error)")
    #expect(again.error.contains("metrics:     as recorded"))
    // And back, by the form of scp.
    try b.run("dora run -- --lr=0.3")
    let scp = server.command() + " -p \(server.port)"
    try b.run(
      "git config core.sshCommand '\(scp)'; git remote set-url origin 127.0.0.1:\(shared.address)")
    #expect(try b.run("dora push origin").status == 0)
    #expect(try a.run("dora pull origin | wc -l").out == "1\n")
    #expect(try SyncProject.tree(a) == SyncProject.tree(b))
  }

  @Test func `another's project, its store and the files of its XPs`() throws {
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora run -- --lr=0.1; echo one > outputs/xps/2aeed959/checkpoint")
    let project = server.address(a.sandbox.path)
    let pulled = try b.run("dora pull --with-files \(project)")
    #expect(
      pulled.error
        == "pulled from '\(project)': 1 new XP, 1 new run, 1 history, the code of 1 commit, the files of 1 XP\n"
    )
    #expect(try b.run("cat outputs/xps/2aeed959/checkpoint").out == "one\n")
    try b.run("dora run -- --lr=0.2; echo two > outputs/xps/7a0cf6b5/checkpoint")
    let pushed = try b.run("dora push --with-files \(project)")
    #expect(pushed.status == 0, "\(pushed.error)")
    #expect(try a.run("dora-status | wc -l; cat outputs/xps/7a0cf6b5/checkpoint").out == "2\ntwo\n")
    #expect(try SyncProject.tree(a) == SyncProject.tree(b))
    // In a folder of its repository, it has its code all the same.
    try a.run(
      "mkdir deep; git mv toy .gitignore deep; git commit -qm deeper; cd deep; dora init; dora run -- --lr=0.3"
    )
    let deep = try b.run("dora pull --allow-unrelated \(project)/deep")
    #expect(deep.error.hasSuffix("1 history, the code of 1 commit\n"), "\(deep.error)")
    // A place for files on a host, for a repository that has none.
    try b.run("dora config set share.files \(server.address(shared.hub.path))/files")
    #expect(try b.run("dora push --with-files origin").status == 0)
    #expect(try b.run("cat \(shared.hub.path)/files/xps/7a0cf6b5/checkpoint").out == "two\n")
  }

  @Test func `a host that is down, a key that is refused and a path that isn't there`() throws {
    let (a, b) = (shared.clones[0], shared.clones[1])
    try a.run("dora run -- --lr=0.1")
    func refused(_ project: ToyProject, _ line: String, _ cause: String) throws {
      let before = try project.run("git --git-dir=.dora rev-parse main; git for-each-ref").out
      let outcome = try project.run(line)
      #expect(outcome.status == 128)
      #expect(outcome.error.hasPrefix("fatal: cannot reach 'origin'\ncause: "), "\(outcome.error)")
      #expect(outcome.error.contains(cause), "\(outcome.error)")
      #expect(
        outcome.error.hasSuffix(
          "\nhint: see that it's there, and that 'git ls-remote' may read it\n"))
      #expect(try project.run("git --git-dir=.dora rev-parse main; git for-each-ref").out == before)
    }
    let stranger = server.command(key: "stranger")
    try refused(a, "GIT_SSH_COMMAND='\(stranger)' dora push origin", "Permission denied")
    try b.run("dora init")
    try refused(b, "GIT_SSH_COMMAND='\(stranger)' dora pull origin", "Permission denied")
    try a.run("git remote set-url origin \(server.address("/nowhere"))")
    try refused(a, "dora push origin", "does not appear to be a git repository")
    server.end()
    try refused(a, "dora push origin", "Connection refused")
    try refused(b, "dora pull origin", "Connection refused")
  }
}
