import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

@Suite struct LockTests {
  static let lock = ".dora/refs/heads/main.lock"

  static func kernel() throws -> String {
    try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  static func age(_ path: String, by seconds: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: path)
  }

  @Test func `a lock that git holds for a moment is waited for`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    let lock = try fixture.sandbox.write("", to: Self.lock)
    let release = Thread {
      usleep(300_000)
      unlink(lock)
    }
    release.start()
    try fixture.sign(2)
    #expect(try fixture.store.view().digests().count == 2)
  }

  @Test func `an old lock of another program is an error that names it, and stays`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    let lock = try fixture.sandbox.write("", to: Self.lock)
    try Self.age(lock, by: 3600)
    let found = failure { try fixture.sign(2) }
    #expect(found?.message == "cannot lock the store: '\(lock)' exists")
    #expect(
      found?.hint == "if no git program is at work in this store, remove it: rm '\(lock)'")
    #expect(fixture.sandbox.exists(Self.lock))
    #expect(try fixture.store.view().digests().count == 1)
    unlink(lock)
    try fixture.sign(2)
    try fixture.expectSound()
  }

  @Test func `a lock that a killed writer of ours left is removed`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    let tip = try fixture.sandbox.read(".dora/refs/heads/main")
    let draft = ".dora/refs/heads/main.\(try Self.kernel()).lock"
    try fixture.sandbox.write(tip, to: draft)
    #expect(link(fixture.sandbox.file(draft), fixture.sandbox.file(Self.lock)) == 0)
    // git doesn't take the draft for a branch.
    #expect(try fixture.git("for-each-ref").lines.count == 1)
    try fixture.expectSound()
    try fixture.sign(2)
    #expect(try fixture.store.view().digests().count == 2)
    #expect(!fixture.sandbox.exists(draft))
    #expect(!fixture.sandbox.exists(Self.lock))
  }

  @Test func `a draft that has become the branch is not written to`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    let draft = fixture.sandbox.file(".dora/refs/heads/main.\(try Self.kernel()).lock")
    #expect(link(fixture.sandbox.file(".dora/refs/heads/main"), draft) == 0)
    let lock = try fixture.sandbox.write("", to: Self.lock)
    try Self.age(lock, by: 3600)
    let before = try fixture.sandbox.read(".dora/refs/heads/main")
    #expect(throws: StoreFailure.self) { try fixture.sign(2) }
    #expect(try fixture.sandbox.read(".dora/refs/heads/main") == before)
    unlink(lock)
    try fixture.sign(2)
    try fixture.expectSound()
  }

  @Test func `a lock is not ours because a draft of ours is there`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    try fixture.sandbox.write("x", to: ".dora/refs/heads/main.\(try Self.kernel()).lock")
    let lock = try fixture.sandbox.write("", to: Self.lock)
    try Self.age(lock, by: 3600)
    #expect(throws: StoreFailure.self) { try fixture.sign(2) }
    #expect(fixture.sandbox.exists(Self.lock))
  }

  @Test func `where files can't be linked the lock is made as git makes it`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    let draft = try fixture.sandbox.write("draft\n", to: "draft")
    let branch = fixture.store.branch
    #expect(try branch.takeWithoutLinks(draft, reason: EPERM))
    #expect(try fixture.sandbox.read(Self.lock) == "draft\n")
    #expect(try !branch.takeWithoutLinks(draft, reason: EPERM))
    #expect(failure { _ = try branch.takeWithoutLinks(draft, reason: ENOSPC) } != nil)
  }

  @Test func `a store without a queue file is written to all the same`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    unlink(fixture.path + "/writers.lock")
    try fixture.sign(2)
    #expect(try fixture.store.view().digests().count == 2)
  }
}
