import Testing

@testable import DoraModel

@Suite struct GridNameTests {
  @Test(arguments: [
    ("digits", "digits"), ("sub.deep.digits-2", "sub/deep/digits-2"), ("a_b", "a_b"),
    ("2024", "2024"), ("größe", "größe"), ("_old.digits", "_old/digits"),
  ])
  func `dots make sub-folders`(name: String, path: String) throws {
    #expect(try GridName(name).path == path)
    #expect(try GridName(name).description == name)
  }

  @Test(arguments: [
    "", ".", "..", "a..b", ".a", "a.", "../a", "a/b", "/a", "a\\b", "-a", "a.-b", "a b", "a\nb",
    "a\u{0}", "_a", "sub._a", "~", "a:b", "a*", "$HOME", "a\u{202E}b",
    String(repeating: "a", count: 201),
  ])
  func `a name that isn't a file's in the grids' folder is refused`(name: String) {
    #expect(throws: GridFailure.invalidName(name)) { try GridName(name) }
  }
}
