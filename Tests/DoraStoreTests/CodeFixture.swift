import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

/// A repository with one commit, whose work tree is to be taken.
struct CodeFixture: @unchecked Sendable {
  let sandbox: Sandbox
  let git: Command

  init(_ setup: String = "", format: String = "sha1") throws {
    sandbox = try Sandbox()
    try sandbox.write("", to: "project/.keep")
    git = Command(
      in: sandbox.file("project"),
      environment: ["HOME": sandbox.path, "GIT_ALLOW_PROTOCOL": "file"])
    try shell("rm .keep; git init -q -b main --object-format=\(format)")
    try shell("printf '*.log\\n' > .gitignore; echo 1 > train.py; mkdir lib; echo 1 > lib/a.py")
    // Older than any index, as a project is that nobody has just written.
    try shell(
      "\(setup)\ngit add -A; git commit -q -m one; git ls-files -z | xargs -0 touch -hd yesterday")
    try shell("git status > /dev/null")
  }

  var root: String { git.directory }

  @discardableResult
  func shell(_ line: String, _ where: SourceLocation = #_sourceLocation) throws -> Outcome {
    let outcome = try git.shell("set -e; " + line)
    #expect(outcome.status == 0, "\(outcome.error)", sourceLocation: `where`)
    return outcome
  }

  /// The only line that a command prints.
  func line(_ line: String, _ where: SourceLocation = #_sourceLocation) throws -> String {
    try shell(line, `where`).out.trimmingCharacters(in: .newlines)
  }

  func snapshot(
    at root: String? = nil, limits: SnapshotLimits = SnapshotLimits(),
    environment: [String: String] = [:], scratch: String = "scratch",
    trace: @escaping ([String]) -> Void = { _ in }
  ) throws -> Snapshot {
    try #require(
      try Snapshot.take(
        at: Snapshot.Place(
          root: root ?? self.root, excluding: [self.root + "/outputs"], limits: limits,
          scratch: sandbox.file(scratch),
          environment: git.environment.merging(environment) { $1 }, trace: trace)))
  }

  /// Has an index say of the outputs what HEAD says.
  private static let restoring = """
    if git rev-parse -q --verify HEAD > /dev/null; then git -c core.splitIndex=false reset -q HEAD -- outputs; else
    git -c core.splitIndex=false rm -rfq --cached --ignore-unmatch outputs; fi
    """

  /// The tree that git itself makes of a copy of the work tree.
  func expected(at root: String? = nil) throws -> String {
    let copy = sandbox.file("copy")
    try shell("rm -rf \(copy); cp -a \(root ?? self.root) \(copy)")
    return try line(
      "cd \(copy); rm -f .git/index.lock; git -c core.safecrlf=false add -A --sparse 2> /dev/null; \(Self.restoring); git write-tree"
    )
  }

  /// The tree that git makes with a copy of the index, here; its objects go elsewhere, so that none is there already.
  func expectedHere() throws -> String {
    try line(
      """
      rm -rf ../objects; mkdir ../objects; rm -f ../index; [ ! -f .git/index ] || cp -p .git/index ../index
      export GIT_INDEX_FILE=$PWD/../index GIT_OBJECT_DIRECTORY=$PWD/../objects
      export GIT_ALTERNATE_OBJECT_DIRECTORIES=$PWD/.git/objects
      git -c core.splitIndex=false -c core.safecrlf=false add -A --sparse 2> /dev/null
      \(Self.restoring)
      git -c core.splitIndex=false write-tree
      """)
  }

  /// Everything of the user's, byte for byte, with every time; but for that of a shared index, which git sets when it
  /// reads one.
  func state(of root: String? = nil) throws -> String {
    try shell(
      """
      cd \(root ?? self.root)
      find . -path '*/objects' -prune -o -path '*/refs/dora*' -prune -o -path '*/.git/refs' -prune \\
        -o -name 'sharedindex*' -o -printf '%p %y %m %s %T@ %C@ %l\\n' | sort
      find .git -name '*index*' -type f -o -name HEAD -o -name stash -o -path '*/heads/*' -type f | sort | xargs sha1sum
      git for-each-ref --format='%(refname) %(objectname)' | grep -v refs/dora || true
      GIT_OPTIONAL_LOCKS=0 git status --porcelain=v2 -z --ignored | tr '\\0' '\\n'
      """
    ).out
  }

  func tree(of commit: String?) throws -> String {
    try line("git rev-parse '\(commit ?? "none")^{tree}'")
  }
}
