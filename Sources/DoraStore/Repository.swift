import CLibgit2
import DoraModel
import DoraSystem

/// The kinds of git objects that a store holds.
enum ObjectKind: Int32 {
  case commit = 1
  case tree = 2
  case blob = 3

  var name: String {
    switch self {
    case .commit: "commit"
    case .tree: "tree"
    case .blob: "blob"
    }
  }
}

/// An open bare repository and its objects.
final class Repository {
  /// The folder that git calls `--git-dir`.
  let path: String
  let handle: OpaquePointer
  let objects: OpaquePointer

  /// Opens the repository at `path` itself, never one above it.
  ///
  /// Nothing is asked of its owner: as with `git --git-dir`, it was named, or stands in a project whose programs are about
  /// to be run anyway; laboratories share stores.
  init(at path: String) throws(StoreFailure) {
    Libgit2.start()
    var repository: OpaquePointer?
    try git("open", path) { git_repository_open_bare(&repository, path) }
    guard let repository else { throw .notAStore(path, lacks: "HEAD") }
    var objects: OpaquePointer?
    do throws(StoreFailure) {
      try git("open", path) { git_repository_odb(&objects, repository) }
      guard let objects else { throw .notAStore(path, lacks: "objects") }
      self.objects = objects
    } catch {
      git_repository_free(repository)
      throw error
    }
    handle = repository
    self.path = path
  }

  deinit {
    git_odb_free(objects)
    git_repository_free(handle)
  }

  /// Hands the content of an object to `body`; `what` is how a failure names it.
  func read<R>(
    _ id: ObjectID, _ kind: ObjectKind, _ what: String,
    _ body: (UnsafeRawBufferPointer) throws(StoreFailure) -> R
  ) throws(StoreFailure) -> R {
    var object: OpaquePointer?
    var oid = id.oid
    do throws(StoreFailure) {
      try git("read", what) { git_odb_read(&object, objects, &oid) }
    } catch {
      guard case .git(let failure) = error else { throw error }
      throw .corrupt(store: path, what: what, reason: "\(failure.reason) (\(id.hex))")
    }
    defer { git_odb_object_free(object) }
    guard git_odb_object_type(object).rawValue == kind.rawValue else {
      throw .corrupt(store: path, what: what, reason: "object \(id.hex) is no \(kind.name)")
    }
    return try body(
      UnsafeRawBufferPointer(
        start: git_odb_object_data(object), count: git_odb_object_size(object)))
  }

  /// Any object that a store may hold, or nil when it isn't there or isn't whole.
  func object(_ id: ObjectID) -> (ObjectKind, [UInt8])? {
    var object: OpaquePointer?
    var oid = id.oid
    guard git_odb_read(&object, objects, &oid) == 0 else { return nil }
    defer { git_odb_object_free(object) }
    guard let kind = ObjectKind(rawValue: git_odb_object_type(object).rawValue) else { return nil }
    let content = UnsafeRawBufferPointer(
      start: git_odb_object_data(object), count: git_odb_object_size(object))
    return (kind, Array(content))
  }

  /// Writes an object as a file of its own, unless it's there.
  func write(_ kind: ObjectKind, _ bytes: [UInt8]) throws(StoreFailure) -> ObjectID {
    var oid = git_oid()
    try git("write to", path) {
      git_odb_write(&oid, objects, bytes, bytes.count, git_object_t(rawValue: kind.rawValue))
    }
    return ObjectID(oid)
  }

  /// Whether an object is there, whole or not.
  func has(_ id: ObjectID) -> Bool {
    var oid = id.oid
    return git_odb_exists(objects, &oid) == 1
  }

  /// The name that an object with this content has.
  func name(_ kind: ObjectKind, _ bytes: [UInt8]) throws(StoreFailure) -> ObjectID {
    var oid = git_oid()
    try git("name", kind.name) {
      git_odb_hash(&oid, bytes, bytes.count, git_object_t(rawValue: kind.rawValue))
    }
    return ObjectID(oid)
  }
}
