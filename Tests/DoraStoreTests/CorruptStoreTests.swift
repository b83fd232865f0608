import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

@Suite struct CorruptStoreTests {
  /// Puts `content` where an XP's record is, in one commit by the git program.
  static func overwrite(_ fixture: StoreFixture, _ path: String, with content: String) throws {
    try fixture.sandbox.write(content, to: "content")
    let line = """
      set -e; export GIT_DIR=$PWD/.dora GIT_INDEX_FILE=$PWD/index; git read-tree main
      git update-index --add --cacheinfo 100644,$(git hash-object -w content),\(path)
      git update-ref refs/heads/main $(git commit-tree -p main -m other $(git write-tree))
      """
    #expect(try Command(in: fixture.sandbox.path).shell(line).status == 0)
  }

  static func damage(_ fixture: StoreFixture, object: String) throws {
    let name = try fixture.git("rev-parse", object).out.trimmingCharacters(in: .newlines)
    let path = fixture.sandbox.file(".dora/objects/\(name.prefix(2))/\(name.dropFirst(2))")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    try Data("garbage".utf8).write(to: URL(filePath: path))
  }

  @Test(arguments: ["HEAD", "objects", "refs"])
  func `a folder that lacks a part of a repository is no store`(part: String) throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    try FileManager.default.removeItem(atPath: "\(fixture.path)/\(part)")
    let found = failure { _ = try Store.open(at: fixture.path) }
    #expect(found?.message == "'\(fixture.path)' is not a store: it has no '\(part)'")
    #expect(found?.hint != nil)
    #expect(found?.exit == .fatal)
  }

  @Test func `the hint for a missing HEAD repairs the store`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    unlink(fixture.path + "/HEAD")
    let hint = try #require(failure { _ = try Store.open(at: fixture.path) }?.hint)
    let command = try #require(hint.range(of: "echo ").map { String(hint[$0.lowerBound...]) })
    #expect(try Command(in: fixture.sandbox.path).shell(command).status == 0)
    #expect(try Store.open(at: fixture.path).view().digests().count == 1)
    try fixture.expectSound()
  }

  @Test func `what isn't there, and what is a file, is no store`() throws {
    let sandbox = try Sandbox()
    let file = try sandbox.write("x", to: "file")
    for path in [sandbox.file("missing"), file, sandbox.path] {
      let found = failure { _ = try Store.open(at: path) }
      #expect(found?.message == "'\(path)' is not a store: it has no 'HEAD'")
    }
  }

  @Test func `a store that can't be made says where`() throws {
    let sandbox = try Sandbox()
    let file = try sandbox.write("x", to: "file")
    let found = failure { _ = try Store.create(at: file + "/.dora") }
    #expect(found?.message.hasPrefix("cannot create '\(file)") == true)
    let taken = failure { _ = try Store.create(at: file) }
    #expect(taken?.message.hasPrefix("cannot create '\(file)'") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.path) == ["file"])
  }

  @Test func `a configuration that git can't read is told with its reason`() throws {
    let fixture = try StoreFixture()
    let config = try fixture.sandbox.write("[core\n", to: ".dora/config")
    let found = failure { _ = try Store.open(at: fixture.path) }
    #expect(found?.message == "cannot read '\(config)'")
    #expect(found?.cause?.isEmpty == false)
  }

  @Test(arguments: [
    "[core]\nrepositoryformatversion = 9\n",
    "[core]\nrepositoryformatversion = 1\n[extensions]\nobjectFormat = sha256\n",
    "[core]\nrepositoryformatversion = 1\n[extensions]\nrefStorage = reftable\n",
  ])
  func `a repository in a format of the future is left alone`(config: String) throws {
    let fixture = try StoreFixture()
    try fixture.sandbox.write(config, to: ".dora/config")
    let found = failure { _ = try Store.open(at: fixture.path) }
    #expect(
      found?.message == "store '\(fixture.path)' is in a repository format that dora can't read")
    try fixture.sandbox.write("[core]\nrepositoryformatversion = 1\n", to: ".dora/config")
    _ = try Store.open(at: fixture.path)
  }

  @Test(arguments: ["", "garbage\n", "0123456789012345678901234567890123456789\n"])
  func `a branch that points nowhere is a corrupt store`(content: String) throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    try fixture.sandbox.write(content, to: ".dora/refs/heads/main")
    for action in [{ _ = try fixture.store.view() }, { try fixture.sign(2) }] as [() throws -> Void]
    {
      let found = failure(action)
      #expect(found?.message.hasPrefix("store '\(fixture.path)' is corrupt: cannot read '") == true)
      #expect(found?.cause?.isEmpty == false)
      #expect(found?.hint == "see what is damaged: git --git-dir='\(fixture.path)' fsck --full")
    }
    #expect(try fixture.sandbox.read(".dora/refs/heads/main") == content)
  }

  @Test func `a damaged object is named by what it holds`() throws {
    let fixture = try StoreFixture()
    let digest = try fixture.sign(1).digest
    let hex = digest.hex
    let folder = "xps/\(hex.prefix(2))"
    let path = "\(folder)/\(hex.dropFirst(2)).json"
    for (object, what) in [("main:\(path)", path), ("main:\(folder)", folder), ("main:xps", "xps")]
    {
      try Self.damage(fixture, object: object)
      let store = try Store.open(at: fixture.path)
      let found = failure { _ = try store.view().xp(digest) }
      #expect(found?.message == "store '\(fixture.path)' is corrupt: cannot read '\(what)'")
      let all = failure { _ = try store.overview() }
      #expect(all?.message == found?.message)
    }
  }

  @Test(arguments: [
    ("", "invalid JSON"), ("{", "invalid JSON"), ("[]", "no 'sig'"), ("\u{0}\u{1}", "invalid JSON"),
    ("{\"sig\": \"2aeed959\"}", "no 'digest'"), ("{\"sig\": 3}", "no 'sig'"),
    ("{\"sig\": \"../../etc\", \"digest\": \"x\"}", "an XP needs"),
  ])
  func `a garbage record is named, and the others are still read`(
    content: String, reason: String
  ) throws {
    let fixture = try StoreFixture()
    let bad = try fixture.sign(1)
    let good = try fixture.sign(2)
    let hex = bad.digest.hex
    let path = "xps/\(hex.prefix(2))/\(hex.dropFirst(2)).json"
    try Self.overwrite(fixture, path, with: content)
    let view = try fixture.store.view()
    let found = failure { _ = try view.resolve(bad.sig.description) }
    #expect(found?.message == "store '\(fixture.path)' is corrupt: cannot read '\(path)'")
    #expect(found?.cause?.contains(reason) == true, "\(found?.cause ?? "")")
    #expect(try view.resolve(good.sig.description) == good)
  }

  @Test func `a record under another XP's name is garbage`() throws {
    let fixture = try StoreFixture()
    let one = try fixture.sign(1)
    let two = try fixture.sign(2)
    let hex = one.digest.hex
    let path = "xps/\(hex.prefix(2))/\(hex.dropFirst(2)).json"
    try Self.overwrite(fixture, path, with: String(decoding: two.record, as: UTF8.self))
    #expect(
      failure { _ = try fixture.store.view().xp(one.digest) }?.cause?.contains("another") == true)
  }

  @Test(arguments: ["", "{}", "{\"runs\": [{}]}", "{\"runs\": [{\"state\": \"SLEEPING\"}]}"])
  func `garbage runs are named`(content: String) throws {
    let fixture = try StoreFixture()
    let digest = try fixture.sign(1).digest
    let path = "runs/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2)).json"
    try Self.overwrite(fixture, path, with: content)
    let found = failure { _ = try fixture.store.view().runs(digest) }
    #expect(found?.message == "store '\(fixture.path)' is corrupt: cannot read '\(path)'")
    #expect(failure { _ = try fixture.store.overview() }?.message == found?.message)
  }

  @Test func `a file where a folder must be is told`() throws {
    let fixture = try StoreFixture()
    try Self.overwrite(try emptied(fixture), "xps", with: "x")
    let found = failure { _ = try fixture.store.view().digests() }
    #expect(found?.message == "store '\(fixture.path)' is corrupt: cannot read 'xps'")
  }

  private func emptied(_ fixture: StoreFixture) throws -> StoreFixture {
    let line = """
      export GIT_DIR=$PWD/.dora; git update-ref refs/heads/main \
      $(git commit-tree -m empty $(git hash-object -t tree -w /dev/null))
      """
    #expect(try Command(in: fixture.sandbox.path).shell(line).status == 0)
    #expect(try fixture.store.view().digests().isEmpty)
    return fixture
  }
}
