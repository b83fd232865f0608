import Testing
@testable import DoraModel

@Suite struct DeltaTests {
  @Test(arguments: [
    ("[]", "97d170e1"), ("[[\"lr\",0.1]]", "2aeed959"),
    ("[[\"batch_size\",32],[\"lr\",1e-05]]", "70fa5692"),
    ("[[\"name\",\"\\u00e9\"]]", "654977b1"),
    ("[[\"a\",null],[\"b\",true],[\"c\",[1,2.0]]]", "b665119f"),
    ("[[\"w\",1.0],[\"x\",1e+16],[\"y\",1e+22],[\"z\",0.0001]]", "d2414b26"),
  ])
  func `a delta has the signature that the Python tool gives it`(json: String, sig: String) throws {
    let delta = try #require(Delta(json: JSONReader.read(Array(json.utf8))))
    #expect(Sig(of: delta.digest, unlike: []).description == sig)
  }
}
