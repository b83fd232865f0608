/// One experiment: a set of arguments to one program, named by its signature.
package struct XP: Hashable, Sendable {
  package var sig: Sig
  package var digest: Digest
  package var argv: [Text]
  package var delta: Delta
  package var program: Program

  package init(sig: Sig, digest: Digest, argv: [Text], delta: Delta, program: Program) {
    self.sig = sig
    self.digest = digest
    self.argv = argv
    self.delta = delta
    self.program = program
  }

  package var json: JSON {
    [
      "version": 1, "sig": JSON(sig.description), "digest": JSON(digest.hex),
      "argv": .array(argv.map { .text($0) }), "delta": delta.json, "program": program.json,
    ]
  }

  package init(json: JSON) throws(RecordFailure) {
    guard let sig = Sig(try json.need("sig")), let digest = Digest(hex: try json.need("digest")),
      let argv = json["argv"]?.texts, let delta = json["delta"].flatMap(Delta.init(json:)),
      let program = json["program"]
    else { throw RecordFailure("an XP needs sig, digest, argv, delta and program") }
    self.init(
      sig: sig, digest: digest, argv: argv, delta: delta, program: try Program(json: program))
  }
}
