/// Which files of a project a program loads, and what is in them.
package struct LoadedFiles: Hashable, Sendable {
  /// The SHA-1 of each; by its path from the project's root, or by the whole path outside.
  package var digests: [String: String]

  package init(_ digests: [String: String]) { self.digests = digests }

  package var json: JSON {
    [
      "version": 1,
      "files": .object(digests.keys.sorted().map { JSON.Member(Text($0), JSON(digests[$0])) }),
    ]
  }

  package var note: Note { Note(.sources, json) }

  package init(json: JSON) {
    digests = [:]
    for member in json["files"]?.members ?? [] {
      digests[member.name.string] = member.value.string
    }
  }

  /// The files that differ or are in only one of the two, in order.
  package func changed(from other: LoadedFiles) -> [String] {
    Set(digests.keys).union(other.digests.keys).filter { digests[$0] != other.digests[$0] }.sorted()
  }
}
