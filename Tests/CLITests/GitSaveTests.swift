import DoraTestSupport
import Foundation
import Testing

/// Runs from a checkout of their code, and what isn't allowed to run.
@Suite struct GitSaveTests {
  /// A program that says where it is, what git says of that place, and whether a module of its own is there.
  static let train = ToyProject.train.replacing(
    "    xp.link.load()\n",
    with: """
          xp.link.load()
          import subprocess
          from dora import to_absolute_path
          from toy import model
          print("cwd", os.getcwd())
          print("code", os.path.realpath(str(xp.code_folder)))
          print("data", to_absolute_path("data"))
          print("model", model.WIDTH)
          print("head", subprocess.check_output(["git", "rev-parse", "HEAD"], universal_newlines=True).strip())
          print("dirt", subprocess.check_output(["git", "status", "--short"], universal_newlines=True).strip())

      """)

  private func project() throws -> ToyProject {
    let project = try ToyProject()
    try project.sandbox.write(Self.train, to: "toy/train.py")
    try project.sandbox.write("WIDTH = 1\n", to: "toy/model.py")
    try project.run("git add -A; git commit -qm 'with a model'")
    return project
  }

  private func said(_ text: String, _ word: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("\(word) ") }
      .map { String($0.dropFirst(word.count + 1)) }
  }

  @Test func `what a cluster's dry run would check out isn't made, nor is its snapshot`() throws {
    let project = try ToyProject()
    try project.run("dora-sig -- --lr=0.1")
    let dry = "dora-submit -n --engine slurm --git-save 2aee 2>&1 | grep chdir"
    let head = try project.run("git rev-parse HEAD").lines[0]
    let root = project.sandbox.path
    #expect(try project.run(dry).out == "#SBATCH --chdir=\(root)/outputs/codes/\(head)\n")
    try project.run("echo '# new' >> toy/train.py; dora-sig -- --lr=0.1")
    #expect(try project.run(dry).out == "#SBATCH --chdir=\"\(root)/outputs/codes/<snapshot>\"\n")
    try project.run("git checkout -q toy/train.py")
    #expect(try project.run("git for-each-ref refs/dora").out == "")
    #expect(try project.run("ls outputs").status != 0)
  }

  @Test func `what pip has installed from the work tree comes from the checkout`() throws {
    var project = try project()
    // The project is in a folder of its repository, beside the packages that it uses.
    let made = try project.run(
      """
      set -e; mkdir -p app libs/one/src/one libs/two; git mv toy .gitignore app; cd libs
      echo 'NAME = "one"' > one/src/one/__init__.py; echo 'NAME = "two"' > two/two.py
      printf 'from setuptools import setup\nsetup(name="one", package_dir={"": "src"}, packages=["one"])\n' > one/setup.py
      echo 'NAME = "three"' > three.py
      cd ..; sed -i 's/^    from toy import model/    import one, two, three; print("names", one.NAME, two.NAME, three.NAME)\\n&/' app/toy/train.py
      echo .venv >> .gitignore; git add -A; git commit -qm packages
      python3 -m venv .venv; .venv/bin/pip install -q --no-index --no-build-isolation -e libs/one
      """)
    #expect(made.status == 0, "\(made.out)\(made.error)")
    let site = try project.run("echo .venv/lib/python3*/site-packages").lines[0]
    let root = project.sandbox.path
    // What setuptools writes for a module that has no folder of its own.
    try project.sandbox.write(
      "import __editable___two_finder; __editable___two_finder.install()\n", to: "\(site)/two.pth")
    try project.sandbox.write(
      """
      import importlib.util, pathlib, sys
      MAPPING = {"two": "\(root)/libs/two/two"}
      NAMESPACES = {}
      class Finder:
          @classmethod
          def find_spec(cls, name, path=None, target=None):
              place = MAPPING.get(name)
              return place and importlib.util.spec_from_file_location(name, pathlib.Path(place).with_suffix(".py"))
      def install():
          sys.meta_path.append(Finder)

      """, to: "\(site)/__editable___two_finder.py")
    // And some other tool's, which only it knows how to read.
    try project.sandbox.write("import other; other.install()\n", to: "\(site)/other.pth")
    try project.sandbox.write(
      """
      import importlib.util, sys
      class Finder:
          @classmethod
          def find_spec(cls, name, path=None, target=None):
              return importlib.util.spec_from_file_location(name, "\(root)/libs/three.py") if name == "three" else None
      def install():
          sys.meta_path.append(Finder)

      """, to: "\(site)/other.py")
    project.command.directory = "\(root)/app"
    project.command.environment["PATH"] = "\(ToyProject.tools):\(root)/.venv/bin:/usr/bin:/bin"
    let first = try project.run("dora run --git-save -- --lr=0.1")
    #expect(said(first.out, "names") == ["one two three"], "\(first.out)\(first.error)")
    #expect(
      first.error
        == "warning: imported from the work tree, not from the checkout of the code: 'three'\n")
    #expect(try project.run("dora run -- --lr=0.3").error == "")
    // What's edited is another run's, and what ran can be had again.
    try project.run("sed -i 's/= \"/= \"new /' ../libs/*/*.py ../libs/*/*/*/*.py")
    let again = try project.run("dora reproduce 2aee")
    #expect(said(again.out, "names") == ["one two three"], "\(again.out)\(again.error)")
    #expect(again.error.contains("metrics:     as recorded"))
    #expect(
      said(try project.run("dora run --git-save -- --lr=0.2").out, "names")
        == ["new one new two three"])
    #expect(said(try project.run("dora run -- --lr=0.4").out, "names") == ["new one new two three"])
    // A file elsewhere in the repository is a change too.
    #expect(
      try project.run("dora -c code.requireClean=true run --git-save -- --lr=0.5").status == 128)
  }

  @Test func `a run uses a checkout, whatever becomes of the work tree`() throws {
    let project = try project()
    try project.run("echo 'WIDTH = 2' > toy/model.py; echo 'new = 1' > toy/new.py")
    try project.run("git status")
    let before = try project.run("sha1sum .git/index .git/HEAD; git status --porcelain").out
    let outcome = try project.run("dora run --git_save -- --lr=0.1")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error == "")
    let snapshot = try project.run("dora-status --format '%(snapshot)' 2aee").lines[0]
    let place = project.sandbox.file("outputs/codes/\(snapshot)")
    #expect(said(outcome.out, "cwd") == [place])
    #expect(said(outcome.out, "code") == [place])
    #expect(said(outcome.out, "data") == [project.sandbox.file("data")])
    #expect(said(outcome.out, "model") == ["2"])
    #expect(said(outcome.out, "head") == [snapshot])
    #expect(said(outcome.out, "dirt") == [""])
    #expect(
      try project.run("readlink outputs/xps/2aeed959/code").lines == ["../../codes/\(snapshot)"])
    #expect(try project.run("sha1sum .git/index .git/HEAD; git status --porcelain").out == before)
    #expect(try project.run("git worktree list | wc -l; git fsck").lines == ["1"])
    #expect(try project.run("diff -r toy outputs/xps/2aeed959/code/toy").out == "")
    // The next run without one has no link to it.
    try project.run("dora run --no-git-save -- --lr=0.1")
    #expect(!project.sandbox.exists("outputs/xps/2aeed959/code"))
  }

  @Test func `queued jobs keep the code that they were submitted with`() throws {
    let project = try project()
    // The first job holds the only slot while the work tree changes.
    try project.run("dora-sig -- --lr=1 --sleep=2 | dora-submit -j1")
    try project.run("seq -f '--lr=0.%g' 2 4 | dora-sig --stdin > sigs")
    let submitted = try project.run("dora-submit --git-save < sigs")
    #expect(submitted.status == 0, "\(submitted.error)")
    try project.run("echo 'WIDTH = 9' > toy/model.py")
    #expect(try project.run("dora-status --wait").status == 0)
    let logs = try project.run("dora-tail --no-prefix < sigs").out
    #expect(said(logs, "model") == ["1", "1", "1"])
    #expect(try project.run("ls -d outputs/codes/* | wc -l").lines == ["1"])
    #expect(try project.run("readlink -f outputs/xps/*/code | sort -u | wc -l").lines == ["1"])
  }

  @Test func `the project decides, and the command line decides more`() throws {
    let project = try project()
    try project.run("sed -i 's/exclude=/git_save=True, exclude=/' toy/train.py")
    let root = project.sandbox.path
    func place(_ line: String) throws -> String {
      let outcome = try project.run(line)
      #expect(outcome.status == 0, "\(outcome.error)")
      return said(outcome.out, "cwd")[0]
    }
    #expect(try place("dora run -- --lr=1").hasPrefix(root + "/outputs/codes/"))
    #expect(try place("dora run --no_git_save -- --lr=2") == root)
    try project.run("git config -f .doraconfig code.gitSave false")
    #expect(try place("dora run -- --lr=3") == root)
    #expect(try place("dora launch --git-save -- --lr=4").hasPrefix(root + "/outputs/codes/"))
    try project.run("git config -f .doraconfig code.gitSave perhaps")
    let bad = try project.run("dora run -- --lr=5")
    #expect(bad.status == 128)
    #expect(bad.error.contains("bad value 'perhaps' for 'code.gitsave'\n"))
    #expect(bad.error.contains("hint: it takes true or false\n"))
  }

  @Test func `a grid's runs use one checkout`() throws {
    let project = try project()
    try project.sandbox.write("", to: "toy/grids/__init__.py")
    try project.sandbox.write(
      "from dora import Explorer, Launcher\n\n\n@Explorer\ndef explorer(launcher):\n"
        + "    for lr in (1, 2, 3):\n        launcher({\"lr\": lr})\n", to: "toy/grids/three.py")
    let outcome = try project.run("dora grid --git_save --no_monitoring three; dora-status --wait")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(
      try project.run("ls -d outputs/codes/* | wc -l; ls -d outputs/xps/*/code | wc -l").lines == [
        "1", "3",
      ])
    #expect(
      try project.run("dora --plumbing grid --git-save three").out.contains(
        "dora-submit --git-save"))
  }

  @Test func `a project that wants all to be committed runs nothing else`() throws {
    let project = try project()
    try project.run(
      "git config -f .doraconfig code.requireClean true; git add -A; git commit -qm strict")
    try project.run("mkdir toy/grids; echo 'explorer = None' > toy/grids/mine.py")
    #expect(try project.run("dora run --git-save -- --lr=0.1").status == 0)
    try project.run("echo 'WIDTH = 3' > toy/model.py; echo 1 > 'a file'")
    for line in [
      "dora run -- --lr=0.2", "dora run --git-save -- --lr=0.2", "dora launch -- --lr=0.2",
    ] {
      let refused = try project.run(line)
      #expect(refused.status == 128)
      #expect(
        refused.error == """
          fatal: there are changes that are not committed: 'toy/model.py', 'a file'
          hint: commit them, or run the work tree as it is with --no-git-save

          """)
    }
    #expect(try project.run("dora run --no-git-save -- --lr=0.2").status == 0)
    #expect(try project.run("git commit -qam done; rm 'a file'; dora run -- --lr=0.3").status == 0)
  }

  @Test func `outside git there is no checkout`() throws {
    let project = try ToyProject(git: false)
    let outcome = try project.run("dora run --git-save -- --lr=0.1")
    #expect(outcome.status == 128)
    #expect(outcome.error.contains("fatal: cannot run from a checkout: the code in"))
    #expect(outcome.error.contains("hint: run the work tree as it is with --no-git-save\n"))
    #expect(!project.sandbox.exists("outputs/codes"))
    #expect(try project.run("dora-status 2aee").lines == ["2aeed959\tN/A\t\t\t\tlr=0.1"])
  }

  @Test func `a project below the top of its repository starts there in its checkout too`() throws {
    let project = try project()
    try project.run(
      "mkdir sub lib; git mv toy sub; echo 'SIDE = 1' > lib/side.py; git add -A; git commit -qm moved"
    )
    let outcome = try project.run("cd sub; dora run --git-save -- --lr=0.1")
    #expect(outcome.status == 0, "\(outcome.error)")
    let place = said(outcome.out, "cwd")[0]
    #expect(place.hasSuffix("/sub"))
    #expect(place.hasPrefix(project.sandbox.file("sub/outputs/codes/")))
    #expect(try project.run("ls sub/outputs/xps/2aeed959/code").lines == ["lib", "sub"])
  }

  @Test func `a script of the project's runs from the checkout`() throws {
    let project = try ToyProject()
    try project.sandbox.write(
      "#!/bin/sh\necho cwd $PWD\necho $0\ncat word\n", to: "train.sh", executable: true)
    try project.run("git config -f .doraconfig program.command ./train.sh; echo old > word")
    try project.run(
      "dora-sig -- --lr=1 --sleep=1 > sig; dora-submit --git-save < sig; echo new > word")
    let log = try project.run("dora-tail < sig").lines
    #expect(log.first?.contains("/outputs/codes/") == true)
    #expect(log.dropFirst().first?.hasSuffix("/train.sh") == true)
    #expect(log.dropFirst().first?.contains("/outputs/codes/") == true)
    #expect(log.last == "old")
  }

  @Test func `commands are run in a new checkout, and a failure leaves none`() throws {
    let project = try project()
    try project.run(
      "sed -i \"s/exclude=/git_save=True, post_git_save_commands=['echo made > built; pwd'], exclude=/\" toy/train.py"
    )
    let outcome = try project.run("dora run -- --lr=0.1; cat outputs/xps/2aeed959/code/built")
    #expect(outcome.lines.last == "made")
    #expect(try project.run("dora run -- --lr=0.1").status == 0)
    try project.run("sed -i \"s/; pwd'/; exit 3'/\" toy/train.py; ls -a outputs/codes > before")
    let failed = try project.run("dora run -- --lr=0.1")
    #expect(failed.status == 128)
    #expect(
      failed.error.contains(
        "fatal: 'echo made > built; exit 3' ended with status 3 in a new checkout\n"))
    #expect(try project.run("ls -a outputs/codes | diff - before").status == 0)
  }
}
