/// Something that many runs have in common, kept once: what they ran in, or which files they loaded.
///
/// It's named by its own content, so equal notes are one, whoever takes them and when.
package struct Note: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// What a run found around it: see `RunEnvironment`.
    case environments
    /// Which files of the project its program loads: see `LoadedFiles`.
    case sources
  }

  package let kind: Kind
  package let json: JSON
  /// The SHA-1 of its JSON, as the store has it.
  package let digest: Digest

  package init(_ kind: Kind, _ json: JSON) {
    self.kind = kind
    self.json = json
    digest = SHA1.digest(Self.bytes(json))
  }

  /// A note of many packages is put once for each of many runs.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(digest)
  }

  package static func == (a: Note, b: Note) -> Bool { a.kind == b.kind && a.digest == b.digest }

  /// The note as a file of the store.
  package var record: [UInt8] { Self.bytes(json) }

  private static func bytes(_ json: JSON) -> [UInt8] {
    PythonJSON.bytes(json) + [UInt8(ascii: "\n")]
  }
}
