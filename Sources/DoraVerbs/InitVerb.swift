import DoraStore
import DoraSystem

/// Makes the store of a project.
package enum InitVerb {
  /// The store's path, and whether it was made now; here, whatever the folders above hold.
  package static func make(_ context: Context) throws -> (path: String, isNew: Bool) {
    var path = Path.join(context.directory, ".dora")
    if let given = context.environment["DORA_DIR"], !given.isEmpty {
      path = Path.normal(Path.join(context.directory, given))
    }
    if File.status(path) != nil {
      do throws(StoreFailure) {
        _ = try Store.open(at: path)
        return (path, false)
      } catch {
        guard case .empty = error else { throw error }
      }
    }
    _ = try Store.create(at: path)
    return (path, true)
  }
}
