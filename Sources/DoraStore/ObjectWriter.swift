import CLibgit2
import DoraModel

/// Writes the objects of one commit: a few as files of their own, many as one pack.
final class ObjectWriter {
  /// From how many objects on a pack is cheaper.
  static let bulk = 64

  private let repository: Repository
  private let pack: PackWriter?
  private var seen: Set<ObjectID> = []
  private var files: [String] = []

  init(_ repository: Repository, expecting count: Int) throws(StoreFailure) {
    self.repository = repository
    pack = count >= Self.bulk ? try PackWriter(repository) : nil
  }

  /// Writes one object, whose name the caller has computed.
  func put(_ kind: ObjectKind, _ content: [UInt8], named id: ObjectID) throws(StoreFailure) {
    guard seen.insert(id).inserted else { return }
    if let pack { return pack.put(kind, content) }
    var oid = git_oid()
    try git("write to", repository.path) {
      git_odb_write(
        &oid, repository.objects, content, content.count, git_object_t(rawValue: kind.rawValue))
    }
    let hex = id.hex
    files.append("\(repository.path)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))")
  }

  /// Writes one object and says its name.
  func put(_ kind: ObjectKind, _ content: [UInt8]) throws(StoreFailure) -> ObjectID {
    let id = try repository.name(kind, content)
    try put(kind, content, named: id)
    return id
  }

  /// Returns when the objects may be pointed at.
  func finish() throws(StoreFailure) {
    if let pack { try pack.finish() } else { WriteOut.files(files) }
  }
}
