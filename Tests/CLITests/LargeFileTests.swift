import DoraTestSupport
import Testing

/// Checkouts of code with files of Git LFS, with git-lfs and without: no run takes a pointer for its data unasked.
@Suite struct LargeFileTests {
  /// A program whose metric is how large its data is, and data that git-lfs keeps.
  private func project() throws -> ToyProject {
    let project = try ToyProject()
    try project.sandbox.write(
      ToyProject.train.replacing(
        "{\"loss\": 1 / (epoch + 1)}", with: "{\"size\": os.path.getsize(\"data.bin\")}"),
      to: "toy/train.py")
    let made = try project.run(
      """
      set -e; git lfs install --local > /dev/null; git lfs track '*.bin' > /dev/null; seq 1000 > data.bin
      git add -A; git commit -qm 'with data'; git cat-file -p HEAD:data.bin | grep -q git-lfs
      git ls-files -z | xargs -0 touch -d yesterday; git status > /dev/null
      """)
    #expect(made.status == 0, "\(made.error)")
    return project
  }

  /// The same on a machine where git-lfs isn't installed.
  private func without(_ project: ToyProject) throws -> ToyProject {
    var project = project
    try project.run("mkdir -p .git/bin; ln -sf -t .git/bin /usr/bin/*; rm .git/bin/git-lfs")
    project.command.environment["PATH"] = "\(ToyProject.tools):\(project.sandbox.file(".git/bin"))"
    #expect(try project.run("git lfs version").status != 0)
    return project
  }

  private static let unset = "git config --remove-section filter.lfs"
  private static let pointers = "pointers of Git LFS in the place of files: 'data.bin'\nhint: "

  @Test func `without git-lfs nothing is reproduced on pointers, and with it all is`() throws {
    let project = try project()
    try project.run("dora run -- --lr=0.1; \(Self.unset)")
    let bare = try without(project)
    let refused = try bare.run("dora reproduce 2aee")
    #expect(refused.status == 128)
    #expect(refused.error.contains("fatal: \(Self.pointers)"), "\(refused.error)")
    #expect(refused.error.hasSuffix("or run with the pointers with --force\n"))
    #expect(try bare.run("ls outputs/reproduced").status != 0)
    let check = try bare.run("dora reproduce --check 2aee")
    #expect(check.status == 1)
    #expect(check.out.contains(", not whole\n"), "\(check.out)")
    #expect(check.error.contains("warning: \(Self.pointers)"), "\(check.error)")
    let json = "dora reproduce --check --json 2aee | jq -c '[.same, .code.pointers]'"
    #expect(try bare.run(json).out == "[false,[\"data.bin\"]]\n")
    let forced = try bare.run("dora reproduce --force 2aee")
    #expect(forced.status == 1)
    #expect(forced.error.contains("  size: 3893, now 1"), "\(forced.error)")
    let copy = try bare.run("dora checkout 2aee copy; head -c 7 copy/data.bin")
    #expect(copy.out.hasSuffix("\nversion"))
    #expect(copy.error.contains("warning: \(Self.pointers)"), "\(copy.error)")
    // git-lfs is there now, and nobody has set it up: the checkout has the file from then on.
    let again = try project.run("dora reproduce 2aee")
    #expect(again.status == 0, "\(again.error)")
    #expect(!again.error.contains("warning"), "\(again.error)")
    #expect(try project.run("cmp data.bin outputs/codes/*/data.bin").status == 0)
    #expect(try project.run(json).out == "[true,[]]\n")
  }

  @Test func `a filter that is missing is said to be`() throws {
    let project = try project()
    try project.run("dora run -- --lr=0.1")
    let outcome = try without(project).run("dora reproduce 2aee")
    #expect(outcome.status == 128)
    #expect(outcome.error.contains("fatal: cannot check out "), "\(outcome.error)")
    #expect(outcome.error.contains("hint: it has files of Git LFS: "), "\(outcome.error)")
    #expect(try project.run("ls -A outputs/codes").out == ".gitignore\n")
  }

  @Test func `a run from a checkout has the files that the work tree has`() throws {
    var project = try project()
    // Who told git-lfs to leave pointers has fetched this one.
    project.command.environment["GIT_LFS_SKIP_SMUDGE"] = "1"
    let saved = try project.run("dora run --git-save -- --lr=0.1")
    #expect(saved.status == 0)
    #expect(!saved.error.contains("warning"), "\(saved.error)")
    #expect(try project.run("cmp data.bin outputs/codes/*/data.bin").status == 0)
    try project.run("\(Self.unset); rm -r outputs/codes")
    let bare = try without(project)
    let refused = try bare.run("dora run --git-save -- --lr=0.2")
    #expect(refused.status == 128)
    #expect(refused.error.contains("fatal: \(Self.pointers)"), "\(refused.error)")
    #expect(refused.error.hasSuffix("or run the work tree as it is with --no-git-save\n"))
    #expect(try bare.run("dora run --no-git-save -- --lr=0.2").status == 0)
    // Where the work tree has the pointer too it's what runs anyway, and is said.
    try bare.run("rm data.bin; git checkout -q data.bin")
    let both = try bare.run("dora run --git-save -- --lr=0.3")
    #expect(both.status == 0)
    #expect(both.error.contains("warning: \(Self.pointers)"), "\(both.error)")
  }

  @Test func `files that only the remote has are fetched, if git-lfs may`() throws {
    let project = try project()
    let hub = try Sandbox()
    try project.run(
      "git clone -q --bare . \(hub.path)/hub.git; cp -r .git/lfs \(hub.path)/hub.git; dora run -- --lr=0.1"
    )
    try project.run("dora push \(hub.path)/hub.git")
    var clone = try ToyProject(git: false)
    clone.command.environment["GIT_LFS_SKIP_SMUDGE"] = "1"
    try clone.run(
      """
      git clone -q \(hub.path)/hub.git c; mv c/.git .; rm -r c; git reset -q --hard; git lfs install --local > /dev/null
      dora pull origin; rm -rf .git/lfs
      """)
    let refused = try clone.run("dora reproduce 2aee")
    #expect(refused.status == 128)
    #expect(refused.error.contains("fatal: \(Self.pointers)"), "\(refused.error)")
    clone.command.environment["GIT_LFS_SKIP_SMUDGE"] = nil
    let outcome = try clone.run("dora reproduce 2aee")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error.hasSuffix("metrics:     as recorded\n"))
  }
}
