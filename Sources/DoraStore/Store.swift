import DoraModel
import DoraSystem
import Glibc

/// A store: a bare git repository whose one branch holds the records of a project's XPs.
package final class Store {
  /// The folder of the store: `…/.dora`.
  package let path: String
  let repository: Repository
  let branch: Branch

  private init(_ repository: Repository) {
    path = repository.path
    self.repository = repository
    branch = Branch(repository: repository)
  }

  /// Opens the store at `path` itself.
  package static func open(at path: String) throws(StoreFailure) -> Store {
    for part in ["HEAD", "objects", "refs"] {
      let file = Glibc.open("\(path)/\(part)", O_RDONLY | O_CLOEXEC)
      if file >= 0 {
        close(file)
        continue
      }
      // What is there, but not for us, isn't missing.
      guard errno == ENOENT || errno == ENOTDIR else {
        throw .system(SystemFailure("open", "\(path)/\(part)"))
      }
      throw (try? File.names(in: path)) == [] ? .empty(path) : .notAStore(path, lacks: part)
    }
    try requireKnownFormat(path)
    return Store(try Repository(at: path))
  }

  /// libgit2 opens a bare repository without asking what its configuration says of its format.
  private static func requireKnownFormat(_ path: String) throws(StoreFailure) {
    let configuration = try Configuration.read(path + "/config")
    let isKnown =
      ["0", "1", nil].contains(configuration["core.repositoryformatversion"])
      && ["sha1", nil].contains(configuration["extensions.objectformat"])
      && ["files", nil].contains(configuration["extensions.refstorage"])
    guard isKnown else { throw .unknownFormat(path) }
  }

  /// Another after each change; cheap to ask, for who watches.
  package var version: String {
    get throws(StoreFailure) { try branch.tip()?.hex ?? "" }
  }

  /// The records as of now.
  package func view() throws(StoreFailure) -> View { try View(repository, tip: branch.tip()) }
}
