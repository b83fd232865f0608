import DoraModel
import DoraSystem
import Glibc

/// The grid files in a folder that aren't Python modules.
struct GridFolder {
  let path: String
  /// Whether modules in it are grids as well; those are found by importing them.
  let hasModules: Bool

  /// The names of these grids, modules left out.
  func names() -> [String] { Array(Set(files(in: path, below: "").map(\.name))).sorted() }

  /// The names of all grids that the files could be, modules as well.
  func allNames() -> [String] {
    Array(Set(files(in: path, below: "", withModules: true).map(\.name))).sorted()
  }

  /// The file that is the grid `name`; nil when only a module could be.
  func file(_ name: GridName) throws(ProgramFailure) -> String? {
    let place = Path.join(path, name.path)
    let prefix = String(name.path.dropLast(name.components.last?.count ?? 0))
    let package = prefix.split(separator: "/").joined(separator: ".")
    let found = files(in: Path.parent(place), below: package)
      .filter { $0.name == name.description }
    let module = place + ".py"
    var paths = found.map(\.path)
    if hasModules, File.status(module)?.isFile == true { paths.append(module) }
    guard paths.count <= 1 else {
      throw .severalGrids(name.description, files: paths.map { Path.name($0) }.sorted())
    }
    return found.first?.path
  }

  private func files(
    in folder: String, below prefix: String, withModules: Bool = false
  ) -> [(name: String, path: String)] {
    var found: [(name: String, path: String)] = []
    for file in (try? File.names(in: folder)) ?? [] where !"_.".contains(file.first ?? "_") {
      let path = Path.join(folder, file)
      guard let status = File.status(path) else { continue }
      let stem = String(file.prefix(upTo: file.lastIndex(of: ".") ?? file.endIndex))
      let name = prefix.isEmpty ? stem : "\(prefix).\(stem)"
      if status.isFolder {
        found += files(
          in: path, below: prefix.isEmpty ? file : "\(prefix).\(file)", withModules: withModules)
      } else if status.isFile,
        isGrid(file, at: path) || withModules && file.hasSuffix(".py")
      {
        found.append((name, path))
      }
    }
    return found
  }

  private func isGrid(_ file: String, at path: String) -> Bool {
    if DeclarativeGrid.isOne(path) { return true }
    if hasModules, file.hasSuffix(".py") { return false }
    return access(path, X_OK) == 0
  }
}
