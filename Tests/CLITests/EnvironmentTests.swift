import DoraTestSupport
import Foundation
import Testing

/// What runs found around them, as the store keeps it.
@Suite struct EnvironmentTests {
  private func record(_ project: ToyProject, _ sig: String) throws -> [String: Any] {
    let id = try project.run("dora info --json -f \(sig) | jq -r .environment_id").lines[0]
    let path = "environments/\(id.prefix(2))/\(id.dropFirst(2)).json"
    let text = try project.run("git --git-dir=.dora cat-file -p main:\(path)").out
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// A project whose import path has a folder of installed packages.
  private func project() throws -> ToyProject {
    var project = try ToyProject()
    let sandbox = try Sandbox()
    for name in ["Foo_Bar-1.2", "worked.on-0.1", "from_git-3"] {
      try sandbox.write("", to: "site-packages/\(name).dist-info/RECORD")
    }
    try sandbox.write("Name: old\nVersion: 7.1\n\nVersion: 8\n", to: "src/old.egg-info/PKG-INFO")
    try sandbox.write(
      #"{"url": "file:///home/me", "dir_info": {"editable": true}}"#,
      to: "site-packages/worked.on-0.1.dist-info/direct_url.json")
    try sandbox.write(
      #"{"url": "https://me:pass@host/x", "vcs_info": {"vcs": "git", "commit_id": "abc123"}}"#,
      to: "site-packages/from_git-3.dist-info/direct_url.json")
    try project.run("mkdir kept; cp -r \(sandbox.path)/* kept; echo kept >> .gitignore")
    let kept = project.sandbox.file("kept")
    project.command.environment["PYTHONPATH"] = "\(kept)/site-packages:\(kept)/src"
    return project
  }

  @Test func `a package that is worked on elsewhere is recorded with its commit and its changes`()
    throws
  {
    var project = try ToyProject()
    let outside = try Sandbox()
    let library = outside.file("my library")
    let made = try project.run(
      """
      set -e; git init -q '\(library)'; python3 -m venv \(outside.path)/venv
      echo 'NAME = 1' > '\(library)/lib.py'
      printf 'from setuptools import setup\nsetup(name="my_lib", py_modules=["lib"])\n' > '\(library)/setup.py'
      git -C '\(library)' add -A; git -C '\(library)' commit -qm lib
      \(outside.path)/venv/bin/pip install -q --no-index --no-build-isolation -e '\(library)'
      """)
    #expect(made.status == 0, "\(made.out)\(made.error)")
    project.command.environment["PATH"] =
      "\(ToyProject.tools):\(outside.path)/venv/bin:/usr/bin:/bin"
    let place = try project.run("realpath '\(library)'").lines[0]
    let commit = try project.run("git -C '\(library)' rev-parse HEAD").lines[0]
    let clean = try project.run("dora run -- --lr=0.1")
    #expect(!clean.error.contains("warning"), "\(clean.error)")
    let packages = try record(project, "2aee")["editable"] as? [String: String]
    #expect(packages == ["my-lib": "\(place) @ \(commit)"])
    #expect(try project.run("dora reproduce --check 2aee").status == 0)

    try project.run("echo 'NAME = 2' > '\(library)/lib.py'")
    let check = try project.run("dora reproduce --check 2aee")
    #expect(check.status == 1)
    let then = "editable package my-lib: \(place) @ \(commit), now \(place) @ \(commit)"
    #expect(check.out.contains("  \(then) with changes "), "\(check.out)")
    let lost = "which this repository doesn't have: its uncommitted changes can't be recorded\n"
    #expect(check.error.contains("warning: package 'my-lib' is worked on in '\(place)', \(lost)"))
    // It's said once.
    #expect(try !project.run("dora run -- --lr=0.2").error.contains("warning"))
    #expect(
      try project.run("dora diff --only environment 2aee 7a0c").out.contains("with changes "))
    let changed = try record(project, "7a0c")["editable"] as? [String: String]
    try project.run("echo 'NAME = 3' > '\(library)/lib.py'; dora run -- --lr=0.3")
    let sig = try project.run("dora-sig -- --lr=0.3").lines[0]
    let again = try record(project, sig)["editable"] as? [String: String]
    #expect(changed?["my-lib"]?.contains("with changes") == true && changed != again)
    #expect(try project.run("git -C '\(library)' for-each-ref refs/dora").out == "")
    try project.run("rm -rf '\(library)/.git'")
    #expect(
      try project.run("dora run -- --lr=0.4").error.contains(
        "which this repository doesn't have: its code can't be recorded\n"))
  }

  @Test func `machine, interpreter, packages and variables are noted`() throws {
    var project = try project()
    project.command.environment["OMP_NUM_THREADS"] = "3"
    project.command.environment["TORCH_API_TOKEN"] = "hunter2"
    project.command.environment["MINE"] = "yes"
    try project.run(
      "printf '[environment]\\n\\trecord = MINE\\n\\trecord = NONE*\\n' > .doraconfig")
    try project.run("dora run -- --lr=0.1")
    let record = try record(project, "2aee")
    let version = try project.run("python3 -c 'import platform; print(platform.python_version())'")
    #expect(record["python"] as? String == version.lines[0])
    #expect((record["interpreter"] as? String)?.hasSuffix("/python3") == true)
    #expect(try record["host"] as? String == project.run("uname -n").lines[0])
    #expect((record["system"] as? String)?.contains("Linux") == true)
    #expect(record["gpus"] is [Any])
    let packages = try #require(record["packages"] as? [String: String])
    #expect(packages["foo-bar"] == "1.2")
    #expect(packages["old"] == "7.1")
    #expect(packages["worked-on"] == "0.1 (editable)")
    #expect(packages["from-git"] == "3 @ abc123")
    let variables = try #require(record["variables"] as? [String: String])
    #expect(variables["OMP_NUM_THREADS"] == "3")
    #expect(variables["MINE"] == "yes")
    #expect(variables["HOME"] == nil)
    #expect(try project.run("git --git-dir=.dora grep -e hunter2 -e pass@ main").status == 1)
  }

  @Test func `show and diff tell of it`() throws {
    var project = try project()
    try project.run("dora run -- --lr=0.1")
    project.command.environment["OMP_NUM_THREADS"] = "3"
    try project.run(
      "mv kept/site-packages/Foo_Bar-1.2.dist-info kept/site-packages/Foo_Bar-2.dist-info")
    try project.run("dora run -- --lr=0.1")
    let shown = try project.run("dora show 2aee").out
    #expect(shown.contains("Linux"))
    #expect(shown.contains(" packages\n"))
    let difference = try project.run("dora diff 2aee@1 2aee@2").out
    #expect(difference.contains("-packages.foo-bar=1.2\n+packages.foo-bar=2\n"), "\(difference)")
    #expect(difference.contains("+variables.OMP_NUM_THREADS=3\n"))
    #expect(!difference.contains("python"))
  }

  @Test func `equal environments are one record, and cost no Python`() throws {
    var project = try ToyProject()
    // A folder that appears could be a package, so the program is described anew.
    try project.run("mkdir outputs")
    let first = try project.run("DORA_TRACE=1 dora run -- --lr=0.1")
    #expect(first.error.split(separator: "\n").count { $0.contains("dora._worker") } == 1)
    let second = try project.run(
      "DORA_TRACE=1 dora-submit -D 2aee; dora-sig -- --lr=1 | dora-submit; dora-status --wait")
    #expect(second.status == 0)
    #expect(!second.error.contains("dora._worker"))
    let count = "git --git-dir=.dora ls-tree -r --name-only main environments | wc -l"
    #expect(try project.run(count).out == "1\n")
    project.command.environment["OMP_NUM_THREADS"] = "1"
    try project.run("dora run -- --lr=0.1")
    #expect(try project.run(count).out == "2\n")
    #expect(try project.run("git --git-dir=.dora fsck --full --strict").status == 0)
  }

  @Test func `a run keeps its last metrics, and the files that its program loads`() throws {
    let project = try ToyProject()
    try project.run("dora run -- --lr=0.1; dora-sig -- --lr=0.1 --epochs=3 | dora-submit")
    try project.run("dora-status --wait")
    #expect(
      try project.run("dora info --json -f 2aee | jq -c .metrics").out
        == "{\"epoch\":2,\"loss\":0.5}\n")
    let id = try project.run("dora info --json -f 2aee | jq -r .sources_id").lines[0]
    let path = "sources/\(id.prefix(2))/\(id.dropFirst(2)).json"
    let files = try project.run(
      "git --git-dir=.dora cat-file -p main:\(path) | jq -r '.files | to_entries[] | .value + \"  \" + .key'"
    )
    #expect(try project.run("sha1sum toy/*.py").out == files.out)
  }
}
