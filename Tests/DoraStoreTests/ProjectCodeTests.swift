import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

@Suite struct ProjectCodeTests {
  /// A project with one commit.
  struct Project {
    let sandbox: Sandbox
    let git: Command

    init(_ setup: String = "") throws {
      sandbox = try Sandbox()
      git = Command(
        in: try sandbox.write("", to: "project/.keep").replacing("/.keep", with: ""),
        environment: ["HOME": sandbox.path, "GIT_ALLOW_PROTOCOL": "file"])
      try shell("git init -q -b main; printf '*.log\\n' > .gitignore; echo 1 > train.py; " + setup)
      try shell("git add -A; git commit -q -m one")
    }

    var root: String { git.directory }

    func shell(_ line: String, _ where: SourceLocation = #_sourceLocation) throws {
      let outcome = try git.shell("set -e; " + line)
      #expect(outcome.status == 0, "\(outcome.error)", sourceLocation: `where`)
    }

    func head() throws -> String {
      try git.run(["git", "rev-parse", "HEAD"]).out.trimmingCharacters(in: .newlines)
    }

    func code(
      at root: String? = nil, excluding: [String]? = nil, environment: [String: String] = [:]
    ) throws -> ProjectCode? {
      try ProjectCode.read(
        at: root ?? self.root, excluding: excluding ?? ["\(self.root)/outputs"],
        environment: git.environment.merging(environment) { $1 })
    }
  }

  @Test func `outside git there is no code`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("", to: ".git/nothing")
    let environment = Command(in: sandbox.path).environment
    #expect(
      try ProjectCode.read(at: sandbox.path, excluding: [], environment: environment) == nil)
  }

  @Test func `before the first commit there is no commit yet`() throws {
    let sandbox = try Sandbox()
    let git = Command(in: sandbox.path)
    try git.run(["git", "init", "-q"])
    func code() throws -> ProjectCode? {
      try ProjectCode.read(at: sandbox.path, excluding: [], environment: git.environment)
    }
    #expect(try code() == ProjectCode(commit: nil, dirty: false))
    try sandbox.write("x", to: "train.py")
    #expect(try code() == ProjectCode(commit: nil, dirty: true))
  }

  @Test(arguments: [
    ("true", false), ("echo 2 > train.py", true), ("echo 2 > train.py; git add train.py", true),
    ("rm train.py", true), ("git rm -q --cached train.py", true), ("echo 1 > new.py", true),
    ("mkdir sub; echo 1 > sub/new.py", true), ("chmod +x train.py", true),
    ("git mv train.py main.py", true), ("rm train.py; ln -s x train.py", true),
    ("touch a.log; mkdir sub; touch sub/b.log", false), ("touch train.py", false),
    ("mkdir empty", false), ("mkdir outputs; echo 1 > outputs/x", false),
    ("mkdir -p outputs/a/b .dora; echo 1 > outputs/a/b/x; echo '*' > .dora/.gitignore", false),
    ("mkdir disk; ln -s disk outputs; echo 1 > disk/a.log", false),
    ("git checkout -q --detach; git commit -q --allow-empty -m two", false),
    ("git checkout -q --detach; echo 1 > new.py", true),
    ("echo 1 > new.py; git add -N new.py", true),
    ("git update-index --split-index", false),
    ("git update-index --split-index; rm train.py", true),
    ("git update-index --index-version 4", false), ("git pack-refs --all; git gc -q", false),
    ("git config status.showUntrackedFiles no; echo 1 > new.py", true),
    ("git config status.branch true; git config status.short true", false),
    ("printf 'a b\\n' > $'new\\nline'", true), ("git config core.fsmonitor true", false),
  ])
  func `a work tree is dirty when a file that isn't ignored differs`(
    change: String, dirty: Bool
  ) throws {
    let project = try Project()
    try project.shell(change)
    #expect(try project.code() == ProjectCode(commit: project.head(), dirty: dirty))
  }

  @Test func `the output folder doesn't count wherever it is, and what is beside it does`() throws {
    let project = try Project("mkdir -p tools; echo 1 > tools/a.py")
    try project.shell("mkdir -p tools/runs/xps new/outputs; echo 1 > tools/runs/xps/x")
    try project.shell("echo 1 > new/outputs/x")
    let excluding = ["\(project.root)/tools/runs", "\(project.root)/new/outputs"]
    #expect(try project.code(excluding: excluding)?.dirty == false)
    #expect(try project.code(at: project.root + "/tools", excluding: excluding)?.dirty == false)
    #expect(try project.code(excluding: [excluding[0]])?.dirty == true)
    // Neither a place outside the work tree, nor one that isn't there, nor the whole of it matters.
    let strange = ["/tmp", "/", "/missing/deep", project.root, project.root + "/*"]
    #expect(try project.code(excluding: excluding + strange)?.dirty == false)
    try project.shell("echo 1 > new/other.py")
    #expect(try project.code(excluding: excluding)?.dirty == true)
    #expect(try project.code(excluding: excluding + strange)?.dirty == true)
  }

  @Test func `output that was committed once doesn't count either`() throws {
    let project = try Project("mkdir outputs; echo 1 > outputs/x")
    try project.shell("echo 2 > outputs/x")
    #expect(try project.code()?.dirty == false)
    #expect(try project.code(excluding: [])?.dirty == true)
  }

  @Test func `a folder of a larger repository has that repository's commit`() throws {
    let project = try Project("mkdir -p sub/deep; echo 1 > sub/deep/train.py")
    let deep = project.root + "/sub/deep"
    #expect(try project.code(at: deep) == ProjectCode(commit: project.head(), dirty: false))
    try project.shell("echo 2 > train.py")
    #expect(try project.code(at: deep)?.dirty == true)
  }

  @Test func `a linked work tree has its own HEAD and its own changes`() throws {
    let project = try Project()
    try project.shell(
      "git worktree add -q ../linked; cd ../linked; git commit -q --allow-empty -m two")
    let linked = project.sandbox.file("linked")
    let commit = try Command(in: linked).run(["git", "rev-parse", "HEAD"]).lines.first
    try project.shell("echo 2 > train.py")
    #expect(try project.code(at: linked) == ProjectCode(commit: commit, dirty: false))
    #expect(try project.code() == ProjectCode(commit: project.head(), dirty: true))
    try project.shell("echo 1 > ../linked/new.py")
    #expect(try project.code(at: linked)?.dirty == true)
  }

  @Test func `a changed submodule is a change`() throws {
    let library = try Project()
    let project = try Project(
      "git -c protocol.file.allow=always submodule --quiet add \(library.root) lib")
    #expect(try project.code()?.dirty == false)
    try project.shell("echo 2 > lib/train.py")
    #expect(try project.code()?.dirty == true)
  }

  @Test func `repositories that libgit2 can't read are read`() throws {
    let sandbox = try Sandbox()
    let git = Command(in: sandbox.path)
    try git.shell("git init -q --object-format=sha256; echo 1 > a; git add a; git commit -q -m one")
    let head = try git.run(["git", "rev-parse", "HEAD"]).lines.first
    #expect(head?.count == 64)
    func code() throws -> ProjectCode? {
      try ProjectCode.read(at: sandbox.path, excluding: [], environment: git.environment)
    }
    #expect(try code() == ProjectCode(commit: head, dirty: false))
    try sandbox.write("2", to: "a")
    #expect(try code() == ProjectCode(commit: head, dirty: true))
  }

  @Test func `files outside a sparse checkout aren't deleted ones`() throws {
    let project = try Project("mkdir data code; echo 1 > data/a; echo 1 > code/b")
    try project.shell("git sparse-checkout set --sparse-index code; test ! -e data")
    #expect(try project.code()?.dirty == false)
    try project.shell("echo 2 > code/b")
    #expect(try project.code()?.dirty == true)
  }

  @Test func `a partial clone is asked for nothing that it hasn't got`() throws {
    let project = try Project("git config uploadpack.allowFilter true")
    try project.shell(
      "cd ..; git clone -q --filter=blob:none file://$PWD/project partial; rm -rf project")
    let partial = project.sandbox.file("partial")
    #expect(try project.code(at: partial)?.dirty == false)
    try "2".write(toFile: partial + "/train.py", atomically: false, encoding: .utf8)
    #expect(try project.code(at: partial)?.dirty == true)
  }

  @Test func `what a clean filter makes equal is equal`() throws {
    let project = try Project(
      "git config filter.up.clean 'tr a-z A-Z'; git config filter.up.smudge 'tr A-Z a-z'; "
        + "echo '*.bin filter=up' > .gitattributes; echo abc > big.bin")
    try project.shell("echo ABC > big.bin; touch -d yesterday big.bin")
    #expect(try project.code()?.dirty == false)
    try project.shell("echo abd > big.bin")
    #expect(try project.code()?.dirty == true)
  }

  @Test func `nothing in the repository is touched`() throws {
    let project = try Project()
    // git status would refresh this index, and write it.
    try project.shell("touch -d yesterday train.py .gitignore; echo 2 > new.py")
    let list = "cd .git; find . -type f -printf '%p %s %T@ %C@\\n' | sort; sha1sum index HEAD"
    let before = try project.git.shell(list).out
    #expect(try project.code()?.dirty == true)
    #expect(try project.git.shell(list).out == before)
    try project.shell("git status")
    #expect(try project.git.shell(list).out != before)
  }

  @Test func `variables of a hook don't lead to another repository`() throws {
    let project = try Project()
    let other = try Project()
    try other.shell("echo 2 > train.py; git commit -q -a -m two; echo 3 > train.py")
    let code = try project.code(environment: [
      "GIT_DIR": other.root + "/.git", "GIT_WORK_TREE": other.root,
      "GIT_INDEX_FILE": other.root + "/.git/index", "GIT_PREFIX": "x/",
    ])
    #expect(try code == ProjectCode(commit: project.head(), dirty: false))
  }

  @Test func `without a git program the commit is known, and nothing else`() throws {
    let project = try Project()
    try project.shell("echo 2 > train.py")
    let environment = ["PATH": "/nowhere"]
    #expect(
      try project.code(environment: environment) == ProjectCode(commit: project.head(), dirty: nil))
    let empty = try Sandbox()
    try Command(in: empty.path).run(["git", "init", "-q"])
    #expect(
      try project.code(at: empty.path, environment: environment)
        == ProjectCode(commit: nil, dirty: nil))
  }

  @Test func `a git program that is too old says nothing of changes`() throws {
    let project = try Project()
    try project.sandbox.write("#!/bin/sh\nexit 129\n", to: "bin/git", executable: true)
    let code = try project.code(environment: ["PATH": project.sandbox.file("bin")])
    #expect(try code == ProjectCode(commit: project.head(), dirty: nil))
  }

  @Test func `a bare repository around the project is none of its code`() throws {
    let sandbox = try Sandbox()
    let git = Command(in: sandbox.path)
    try git.run(["git", "init", "-q", "--bare", "."])
    try sandbox.write("1", to: "project/train.py")
    #expect(
      try ProjectCode.read(
        at: sandbox.file("project"), excluding: [], environment: git.environment) == nil)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a repository away"))
  func `another user's repository is refused as git refuses it`() throws {
    let project = try Project()
    let head = try project.head()
    try project.shell("chown -R 65534:65534 .")
    let found = failure { _ = try project.code() }
    #expect(found?.message == "cannot tell the state of the code in '\(project.root)'")
    #expect(found?.cause?.contains("dubious ownership") == true)
    #expect(found?.cause?.contains("safe.directory") == true)
    try project.shell("git config --global --add safe.directory \(project.root)")
    #expect(try project.code() == ProjectCode(commit: head, dirty: false))
  }

  @Test func `a broken repository is an error, with git's own words`() throws {
    let project = try Project()
    try project.shell("echo garbage > .git/index")
    let found = failure { _ = try project.code() }
    #expect(found?.message == "cannot tell the state of the code in '\(project.root)'")
    #expect(found?.cause?.contains("index") == true)
    #expect(found?.hint == "run 'git status' there, and do as it says")
  }

  @Test func `much output is read to its end`() throws {
    let project = try Project()
    try project.shell("for i in $(seq 3000); do : > new-file-with-a-long-name-$i.py; done")
    #expect(try project.code()?.dirty == true)
  }

  @Test func `each external command is told`() throws {
    let project = try Project()
    nonisolated(unsafe) var told: [[String]] = []
    _ = try ProjectCode.read(
      at: project.root, excluding: [], environment: project.git.environment,
      trace: { told.append($0) })
    #expect(told.count == 1)
    #expect(told.first?.first == "/usr/bin/git")
    #expect(told.first?.contains("status") == true)
  }
}
