import DoraModel
import DoraSystem
import Glibc

/// A commit of a project's repository as a folder of files.
///
/// It has a git folder of its own, which holds a HEAD and an index and shares all else with the user's, as a linked work
/// tree's does; but the user's repository doesn't know of it. So `git status`, `log` and `diff` work in it, and what
/// programs ask git about their code is true.
package struct Checkout: Sendable {
  /// The top folder; absolute.
  package let path: String
  /// The project's root in it.
  package let root: String
  /// What of the commit isn't here: submodules that this repository has no objects of.
  package var missing: [Text] = []
  /// Files of Git LFS of which only the pointers are here.
  package var pointers: [Text] = []
  /// Files that aren't as the commit has them; of a checkout that was there already.
  package var changed: [Text] = []

  /// Those of the pointers in whose place the user's work tree has a file.
  package func filesElsewhere(_ place: Place) throws(StoreFailure) -> [Text] {
    guard !pointers.isEmpty, let tree = try WorkTree.around(place.root, place.environment),
      let git = GitProgram.find(
        directory: tree.top, environment: place.environment, trace: place.trace)
    else { return [] }
    let files = PointerFiles(in: tree.top, git)
    return pointers.filter { path in
      PathStatus(Array("\(tree.top)/".utf8) + path.bytes)?.kind == .file
        && files.pointer(at: path.bytes) == nil
    }
  }

  /// The repository, and how git is called.
  package struct Place {
    /// The project's root in the user's work tree.
    package var root: String
    package var environment: [String: String]
    package var trace: ([String]) -> Void

    package init(
      root: String, environment: [String: String],
      trace: @escaping ([String]) -> Void = { _ in }
    ) {
      self.root = root
      self.environment = environment
      self.trace = trace
    }
  }

  /// The checkout of a commit in `codes`, shared by all who want it, and made now if there is none.
  ///
  /// `finish` is called with the project's root in a new one, before anybody else sees it.
  package static func shared(
    _ commit: String, in codes: String, of place: Place, finish: (String) throws -> Void
  ) throws -> Checkout {
    let maker = try CheckoutMaker(place)
    let path = Path.join(codes, commit)
    if File.status(path)?.isFolder == true { return try maker.found(path) }
    try maker.require(commit)
    do throws(SystemFailure) {
      try File.makeFolders(codes)
      // Who forgot to ignore the output folder mustn't find all code twice.
      let ignore = Path.join(codes, ".gitignore")
      if File.status(ignore) == nil { try File.replace(ignore, with: Array("*\n".utf8)) }
    } catch {
      throw StoreFailure.system(error)
    }
    CheckoutMaker.sweep(codes)
    return try maker.make(commit, at: path, isShared: true, finish: finish)
  }

  /// Where the checkout of a commit in `codes` is or would be; nothing is made.
  package static func planned(
    _ commit: String, in codes: String, of place: Place
  ) throws(StoreFailure) -> Checkout {
    let path = Path.join(codes, commit)
    let root = try CheckoutMaker(place).root(in: path)
    return Checkout(path: path, root: root)
  }

  /// A checkout at `path`, where there is nothing yet or an empty folder.
  package static func make(
    _ commit: String, at path: String, of place: Place
  ) throws -> Checkout {
    let maker = try CheckoutMaker(place)
    if let status = File.status(path) {
      guard status.isFolder, (try? File.names(in: path))?.isEmpty == true else {
        throw StoreFailure.occupied(path)
      }
    }
    try maker.require(commit)
    do throws(SystemFailure) { try File.makeFolders(Path.parent(path)) } catch {
      throw StoreFailure.system(error)
    }
    return try maker.make(commit, at: path, isShared: false) { _ in }
  }
}
