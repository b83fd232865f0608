import DoraTestSupport
import Foundation
import Testing

/// A day of somebody in a hurry, whose runs can be had again in the evening.
@Suite struct HurriedTests {
  /// A program whose loss comes from a module, a file of data and a module in a submodule.
  private static let train = ToyProject.train.replacing(
    "from dora import", with: "from . import model\nfrom dora import"
  ).replacing(
    "{\"loss\": 1 / (epoch + 1)}",
    with: """
      {"loss": model.SCALE / (epoch + 1) + sum(
                  float(open(os.path.join(os.path.dirname(os.path.dirname(__file__)), name)).read().split()[0])
                  for name in ("data.bin", "lib/train.py") if os.path.exists(name))}
      """)

  /// What is done, line by line; `$kept` is a folder for what ran.
  private static let day = """
    set -euo pipefail
    keep() {
      mkdir "$kept/$1"
      tar --exclude=.git --exclude=./outputs --exclude=./.dora --exclude=__pycache__ -cf - . | tar -C "$kept/$1" -xf -
    }
    git checkout -qb feature

    # Edit, run.
    echo 'SCALE = 2' > toy/model.py
    echo 'import math' > toy/helper.py
    [ -z "${more:-}" ] || { echo 10 > data.bin; echo 20 > lib/train.py; git -C lib commit -qam twenty; }
    keep first
    dora run -- --lr=0.1 > "$kept/first.out"

    # Edit again, stage half, launch.
    echo 'SCALE = 3' > toy/model.py
    git add toy/model.py
    echo 'SCALE = 4' > toy/model.py
    git rm -q --cached .gitattributes 2> /dev/null || true
    rm toy/helper.py
    echo '# faster' >> toy/train.py
    [ -z "${more:-}" ] || { echo 30 > data.bin; git add data.bin; echo 40 > data.bin; }
    keep second
    dora launch -- --lr=0.2 > "$kept/second.out"

    # Commit something else, lose all that ran, and tidy up.
    git reset -q --hard
    git clean -fdq -e outputs -e .dora
    [ -z "${more:-}" ] || { git -C lib reset -q --hard HEAD~; git -C lib reflog expire --expire=now --all; git -C lib gc -q --prune=now; }
    echo hello > README
    git add README
    git commit -qm 'something else'
    git checkout -q main
    echo main > news
    git add news
    git commit -qm news
    git checkout -q feature
    git rebase -q main
    git commit -q --amend -m 'something else, better'
    git reflog expire --expire=now --all
    git gc -q --prune=now

    # In the evening.
    git status --porcelain > "$kept/status"
    dora reproduce 2aee > "$kept/first.again"
    dora reproduce "$(dora-sig -- --lr=0.2)" > "$kept/second.again"
    git status --porcelain | diff "$kept/status" -
    for run in first second; do diff "$kept/$run.out" "$kept/$run.again"; done
    diff -r -x .git -x __pycache__ "$kept/first" outputs/reproduced/2aeed959/*/code
    diff -r -x .git -x __pycache__ "$kept/second" outputs/reproduced/7a0cf6b5/*/code
    dora checkout 2aee "$kept/there"
    diff -r -x .git -x __pycache__ "$kept/first" "$kept/there"
    git fsck --no-dangling 2>&1
    """

  /// What a colleague does then, from a clone that never saw any of it.
  private static let elsewhere = """
    set -euo pipefail
    git clone -q --bare . "$kept/hub.git"
    git --git-dir="$kept/hub.git" for-each-ref --format='delete %(refname)' refs/dora |
      git --git-dir="$kept/hub.git" update-ref --stdin
    dora push "$kept/hub.git"
    git clone -q "$kept/hub.git" "$kept/clone"
    # Whatever isn't there is gone.
    mv lib "$kept/lib.away" 2> /dev/null || true
    [ -z "${more:-}" ] || mv .git/lfs .git/lfs.away
    cd "$kept/clone"
    git config filter.lfs.clean 'git-lfs clean -- %f'
    git config filter.lfs.smudge 'git-lfs smudge -- %f'
    git config filter.lfs.process 'git-lfs filter-process'
    git config filter.lfs.required true
    git status --porcelain > "$kept/status"
    dora init
    dora pull origin
    dora reproduce 2aee > "$kept/first.there"
    dora reproduce 7a0c > "$kept/second.there"
    git status --porcelain | diff "$kept/status" -
    for run in first second; do diff "$kept/$run.out" "$kept/$run.there"; done
    diff -r -x .git -x __pycache__ "$kept/first" outputs/reproduced/2aeed959/*/code
    diff -r -x .git -x __pycache__ "$kept/second" outputs/reproduced/7a0cf6b5/*/code
    git fsck --no-dangling 2>&1
    """

  private func project() throws -> ToyProject {
    let project = try ToyProject()
    try project.sandbox.write(Self.train, to: "toy/train.py")
    try project.sandbox.write("SCALE = 1\n", to: "toy/model.py")
    try project.run("git branch -qM main; git add -A; git commit -qm 'with a model'")
    return project
  }

  private func spend(_ project: ToyProject) throws {
    var project = project
    let kept = try Sandbox()
    project.command.environment["kept"] = kept.path
    let outcome = try project.run(Self.day)
    #expect(outcome.status == 0, "\(outcome.out)\n\(outcome.error)")
    #expect(outcome.error.split(separator: "\n").count { $0 == "metrics:     as recorded" } == 2)
    let there = try project.run(Self.elsewhere)
    #expect(there.status == 0, "\(there.out)\n\(there.error)")
    #expect(there.error.split(separator: "\n").count { $0 == "metrics:     as recorded" } == 2)
    #expect(!there.error.contains("warning"), "\(there.error)")
  }

  @Test func `edits, half of them staged, a rebase and a gc later`() throws {
    try spend(try project())
  }

  @Test func `the same with a file of LFS and a submodule`() throws {
    var project = try project()
    let library = try Sandbox()
    try project.run(
      "git init -q -b main \(library.path); cd \(library.path); echo 5 > train.py; git add -A; git commit -qm five"
    )
    let made = try project.run(
      """
      set -e; git lfs install --local > /dev/null; git lfs track '*.bin' > /dev/null; echo 7 > data.bin
      git -c protocol.file.allow=always submodule --quiet add \(library.path) lib
      git add -A; git commit -qm 'with data and a library'; git cat-file -p HEAD:data.bin | grep -q git-lfs
      """)
    #expect(made.status == 0, "\(made.error)")
    project.command.environment["more"] = "1"
    try spend(project)
  }
}
