import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

@Suite struct UnwritableStoreTests {
  /// Runs `body` where the store's folders refuse writing; root's own powers are laid off for that thread.
  static func withoutRights(
    on fixture: StoreFixture, but: String = "", _ body: @escaping @Sendable () throws -> Void
  ) throws {
    let change = Command(in: fixture.sandbox.path)
    try change.shell("chmod -R a-w,a+rX .dora; \(but)")
    ConcurrencyTests.threads(1) { _ in
      if geteuid() == 0 {
        typealias SetFSUID = @convention(c) (UInt32) -> Int32
        let symbol = try #require(dlsym(nil, "setfsuid"))
        _ = unsafeBitCast(symbol, to: SetFSUID.self)(65534)
      }
      try body()
    }
    try change.shell("chmod -R u+w .dora")
  }

  @Test func `a store that can't be written to says so, and is still read`() throws {
    let fixture = try StoreFixture()
    let xp = try fixture.sign(1)
    let path = fixture.path
    try Self.withoutRights(on: fixture) {
      let store = try Store.open(at: path)
      let found = failure {
        _ = try store.commit("sig", author: StoreFixture.author) { try StoreFixture.put(2, $0) }
      }
      #expect(found?.message == "cannot write to '\(path)': Permission denied")
      #expect(try store.view().xp(xp.digest) == xp)
      #expect(try store.overview().map(\.sig) == [xp.sig])
      // Signing what is known writes nothing.
      let known = try store.commit("sig", author: StoreFixture.author) {
        try StoreFixture.put(1, $0)
      }
      #expect(known == xp)
    }
    #expect(try fixture.store.view().digests().count == 1)
    try fixture.expectSound()
  }

  @Test func `a store that can't be read says so`() throws {
    let fixture = try StoreFixture()
    let path = fixture.path
    try Self.withoutRights(on: fixture, but: "chmod 000 .dora/HEAD") {
      let found = failure { _ = try Store.open(at: path) }
      #expect(found?.message == "cannot open '\(path)/HEAD': Permission denied")
    }
  }

  @Test func `no store is made where nothing may be written`() throws {
    let fixture = try StoreFixture()
    let path = fixture.path
    try Self.withoutRights(on: fixture) {
      let found = failure { _ = try Store.create(at: path + "/inner") }
      #expect(found?.message.hasPrefix("cannot create '\(path)/inner") == true)
      #expect(found?.message.hasSuffix(": Permission denied") == true)
    }
  }
}
