import DoraModel
import DoraTestSupport
import Testing

@testable import DoraStore

@Suite struct NamingTests {
  @Test func `any unambiguous prefix of four or more digits names an XP`() throws {
    let fixture = try StoreFixture()
    let xp = try fixture.forge("2aeed9591111")
    try fixture.forge("2aff00000001")
    let view = try fixture.store.view()
    for name in ["2aee", "2aeed", "2aeed959", "2aeed9591111", xp.digest.hex] {
      #expect(try view.resolve(name) == xp)
    }
  }

  @Test func `a prefix that two XPs share is an error that lists them`() throws {
    let fixture = try StoreFixture()
    try fixture.forge("2aeed9591111")
    try fixture.forge("2aee00000001")
    let found = failure { _ = try fixture.store.view().resolve("2aee") }
    #expect(found?.message == "sig prefix '2aee' is ambiguous")
    #expect(found?.hint == "the candidates are: 2aee0000, 2aeed959")
    #expect(found?.exit == .fatal)
  }

  @Test func `many candidates are counted, not listed`() throws {
    let fixture = try StoreFixture()
    for i in 0..<12 { try fixture.forge("2aee\(1000 + i)") }
    let found = failure { _ = try fixture.store.view().resolve("2aee") }
    #expect(found?.hint?.hasSuffix("2aee1006, 2aee1007 and 4 more") == true)
  }

  @Test func `what names no XP isn't found`() throws {
    let fixture = try StoreFixture()
    try fixture.forge("2aeed959")
    for name in ["2aef", "2aeed95a", String(repeating: "a", count: 40)] {
      guard
        case .notFound(name)? = failure({ _ = try fixture.store.view().resolve(name) })
          as? StoreFailure
      else {
        Issue.record("\(name) was found")
        continue
      }
    }
  }

  @Test(arguments: ["", "2ae", "2AEE", "2aeg", "../..", String(repeating: "a", count: 41), "é123"])
  func `what can't be a sig is told so`(name: String) throws {
    let fixture = try StoreFixture()
    let found = failure { _ = try fixture.store.view().resolve(name) }
    #expect(found?.message == "'\(name)' is not a sig")
  }

  @Test func `two XPs of eight equal digits get sigs of their own, and the first keeps its`() throws
  {
    let fixture = try StoreFixture()
    let first = try fixture.forge("2aeed95911")
    let second = try fixture.forge("2aeed95922")
    let third = try fixture.forge("2aeed95923")
    #expect(first.sig.description == "2aeed959")
    #expect(second.sig.description == "2aeed9592")
    #expect(third.sig.description == "2aeed95923")
    let view = try fixture.store.view()
    #expect(try view.resolve("2aeed959") == first)
    #expect(try view.resolve("2aeed9592") == second)
    #expect(try view.resolve("2aeed95923") == third)
    #expect(try view.resolve("2aeed95922") == second)
    // Seven digits are nobody's sig.
    let found = failure { _ = try view.resolve("2aeed95") }
    #expect(found?.hint == "the candidates are: 2aeed959, 2aeed9592, 2aeed95923")
    #expect(try view.digests(prefix: "2aeed9592").count == 2)
  }

  @Test func `XPs of one commit that collide are told apart too`() throws {
    let fixture = try StoreFixture()
    let digests = try ["0000aaaa01", "0000aaaa02", "0000aaaa"].map(StoreFixture.digest)
    let sigs = try fixture.store.commit("sig: 3", author: StoreFixture.author) { transaction in
      try digests.map { digest in
        try transaction.put(
          digest: digest, argv: [], delta: Delta([]), program: StoreFixture.program
        ).xp.sig.description
      }
    }
    #expect(sigs == ["0000aaaa", "0000aaaa02", "0000aaaa00"])
  }

  @Test func `stores that were merged may hold a sig twice, and the digests tell them apart`()
    throws
  {
    let one = try StoreFixture()
    let other = try StoreFixture()
    let first = try one.forge("2aeed95911")
    let second = try other.forge("2aeed95922")
    #expect(first.sig == second.sig)
    try one.git("fetch", "-q", other.path, "main:other")
    let merge = """
      set -e; export GIT_DIR=$PWD/.dora GIT_INDEX_FILE=$PWD/index; git read-tree main
      git ls-tree -r other | git update-index --index-info
      git update-ref refs/heads/main $(git commit-tree -p main -p other -m merge $(git write-tree))
      """
    #expect(try Command(in: one.sandbox.path).shell(merge).status == 0)
    let view = try one.store.view()
    #expect(try view.digests().count == 2)
    let found = failure { _ = try view.resolve("2aeed959") }
    #expect(found?.hint == "the candidates are: \(first.digest.hex), \(second.digest.hex)")
    #expect(try view.resolve("2aeed95922") == second)
  }

  @Test func `digests come in order, whatever the prefix`() throws {
    let fixture = try StoreFixture()
    let starts = ["00aa", "2a00", "2a01", "2b", "ffff"]
    var chance = Chance()
    for start in starts.shuffled(using: &chance) { try fixture.forge(start) }
    let view = try fixture.store.view()
    #expect(try view.digests() == starts.map(StoreFixture.digest))
    #expect(try view.digests(prefix: "2").count == 3)
    #expect(try view.digests(prefix: "2a").count == 2)
    #expect(try view.digests(prefix: "2a01").count == 1)
    #expect(try view.digests(prefix: "3").isEmpty)
  }
}
