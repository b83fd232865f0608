import DoraModel

extension Store {
  /// One commit that changed a grid.
  package struct GridVersion: Sendable {
    package let commit: String
    /// Seconds since 1970.
    package let seconds: Int
    package let message: String
    package let grid: GridRecord
  }

  /// The commits that changed a grid, newest first; at most `count` of them, and one more if there is an older.
  package func history(of grid: GridName, count: Int) throws(StoreFailure) -> [GridVersion] {
    try history(of: grid, count: count, from: branch.tip())
  }

  func history(
    of grid: GridName, count: Int, from tip: ObjectID?
  ) throws(StoreFailure) -> [GridVersion] {
    var versions: [GridVersion] = []
    var next = tip
    // The newest commit seen whose grid is `id`, until an older one has another.
    var open: (id: ObjectID, commit: ObjectID, text: CommitText.Parts)?
    while let commit = next {
      let text = try repository.read(commit, .commit, "commit \(commit.hex)") {
        CommitText.parts($0)
      }
      guard let text else {
        throw .corrupt(
          store: path, what: "commit \(commit.hex)", reason: "it isn't written as a commit")
      }
      let view = try View(repository, tip: commit)
      let id = try view.grids()[file: GridShelf.file(of: grid)]?.id
      if let known = open, known.id != id {
        versions.append(try version(grid, known, in: view))
        open = nil
        if versions.count > count { return versions }
      }
      if let id { open = (id, commit, text) }
      next = text.parent
    }
    if let known = open {
      versions.append(try version(grid, known, in: View(repository, tip: known.commit)))
    }
    return versions
  }

  private func version(
    _ grid: GridName, _ found: (id: ObjectID, commit: ObjectID, text: CommitText.Parts),
    in view: View
  ) throws(StoreFailure) -> GridVersion {
    GridVersion(
      commit: found.commit.hex, seconds: found.text.seconds, message: found.text.message,
      grid: try view.grid(grid, found.id))
  }
}
