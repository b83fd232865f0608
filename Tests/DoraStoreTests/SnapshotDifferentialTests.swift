import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

/// Snapshots beside git's own answer, over random histories of edits to every kind of repository.
///
/// One repository goes through all edits of a round, as a project does: what is kept from one snapshot for the next must
/// never show.
@Suite struct SnapshotDifferentialTests {
  static let kinds = [
    "true", "git config core.untrackedCache true", "git config core.autocrlf true",
    "git config core.fileMode false",
    "git config core.splitIndex true; git update-index --split-index",
    "git update-index --index-version 4", "git sparse-checkout set --no-cone '/*' '!/gone'",
    "git config filter.up.clean 'tr a-z A-Z'; printf '*.bin filter=up\\n*.txt text=auto\\n*.crlf text eol=crlf\\n"
      + "*.raw -text\\n' > .gitattributes",
    "git config core.ignoreCase true", "printf '*.txt text=auto\\n' > .git/info/attributes",
    "git config feature.manyFiles true; git config core.trustctime false",
  ]

  /// One edit of the work tree, of the index or of the history; some come to nothing, as the place isn't as they need it.
  static func edit(_ chance: inout Chance) -> String {
    let names = [
      "train.py", "lib/a.py", "lib/b.py", "a", "a/x", "a/y/z.txt", "d.bin", "e.txt", "f.crlf",
      "g.raw", "h.log",
      "'sp ace'", "$'new\\nline'", "$'\\xff.py'", "'\"quoted\"'", "-n", "'*.py'", "ünï", "gone/q",
      ".hid",
    ]
    let name = names.randomElement(using: &chance) ?? "a"
    let other = names.randomElement(using: &chance) ?? "b"
    let parent = "mkdir -p -- \"$(dirname -- ./\(name))\""
    let number = Int.random(in: 10..<100, using: &chance)
    let edits = [
      "\(parent); echo \(number) > ./\(name)",
      "\(parent); printf '\(number)\\r\\nx\\n' > ./\(name)",
      "\(parent); printf '\(number)\\r\\nx\\r\\n' > ./\(name)", "\(parent); : > ./\(name)",
      "\(parent); echo \(number) > ./\(name); touch -d @1000000000 ./\(name)",
      "rm -rf ./\(name)", "chmod +x ./\(name)", "chmod -x ./\(name)",
      "rm -rf ./\(name); \(parent); ln -s \(number) ./\(name)",
      "rm -rf ./\(name); mkdir -p ./\(name); echo \(number) > ./\(name)/in",
      "rm -rf ./\(name); \(parent); mv ./\(other) ./\(name)", "cp -a ./\(other)/. ./\(name)",
      "touch ./\(name)", "git add -A -- ./\(name)", "git add -f -- ./\(name)",
      "git add -N -- ./\(name)",
      "git rm -q --cached -r -- ./\(name)", "git rm -qrf -- ./\(name)", "git reset -q -- ./\(name)",
      "git checkout -q -- ./\(name)", "git update-index --assume-unchanged -- ./\(name)",
      "git update-index --no-assume-unchanged -- ./\(name)",
      "git update-index --skip-worktree -- ./\(name)",
      "git update-index --no-skip-worktree -- ./\(name)",
      "git update-index --chmod=+x -- ./\(name)",
      "git add -A", "git commit -qam c\(number)", "git add -A; git commit -qm c\(number)",
      "git reset -q --hard",
      "git reset -q", "git checkout -q --detach HEAD~1", "git status", "git stash -q", "git gc -q",
      "git pack-refs --all",
      "echo '*.txt' >> .gitignore", "echo '/a/' >> .gitignore", "printf '*.log\\n' > .gitignore",
      "rm -f .gitignore",
      "echo '*.py' > lib/.gitignore", "rm -f lib/.gitignore", "echo '/lib' >> .git/info/exclude",
      "> .git/info/exclude",
      "echo '*.py text=auto' > lib/.gitattributes", "rm -f lib/.gitattributes",
      "echo '*.py eol=crlf' > .gitattributes",
      "rm -f .gitattributes", "git config core.autocrlf input", "git config core.autocrlf false",
      "mkdir -p outputs; echo \(number) > outputs/o", "git add -f outputs", "mkdir -p empty/er",
      "git rm -rq --cached outputs", "git reset -q -- outputs", "echo '/outputs' >> .gitignore",
      "git checkout -qb b\(number)", "git merge -q b\(number)",
      "git checkout -qb m\(number); echo 1\(number) > train.py; git commit -qam m; git checkout -q -; "
        + "echo 2\(number) > train.py; git commit -qam n; git merge m\(number)",
      "git init -q nest; git -C nest commit -q --allow-empty -m n; echo \(number) > nest/f",
      "rm -rf nest",
    ]
    return edits.randomElement(using: &chance) ?? "true"
  }

  @Test(arguments: kinds)
  func `random edits are taken as git would take them`(kind: String) throws {
    var chance = Chance()
    let code = try CodeFixture("mkdir gone; echo 1 > gone/q")
    try code.shell(kind)
    var story = ["seed \(Chance.seed)", kind]
    for _ in 0..<16 {
      for _ in 0..<Int.random(in: 0...4, using: &chance) {
        let edit = Self.edit(&chance)
        story.append(edit)
        _ = try code.git.shell(edit)
      }
      story.append("--")
      let told = Comment(rawValue: story.joined(separator: "\n"))
      let expected = try code.expectedHere()
      let before = try code.state()
      var snapshot = try code.snapshot()
      // What one keeps the next may use: the third of one index is the first that has a copy of it with git's notes.
      for _ in 0..<Int.random(in: 0...2, using: &chance) { snapshot = try code.snapshot() }
      #expect(snapshot.failure == nil, told)
      try #require(try code.tree(of: snapshot.commit) == expected, told)
      try #require(try code.state() == before, told)
      // The long way gives the same commit.
      let long = try code.snapshot(environment: ["GIT_CONFIG_COUNT": "0"], scratch: "long")
      try #require(long.commit == snapshot.commit, told)
    }
  }
}
