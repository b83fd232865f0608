import DoraEngines
import DoraModel
import DoraPrograms
import DoraStore
import DoraSystem

/// Where a command works: the project's root, its configuration and its store.
package final class Project {
  package let context: Context
  /// The folder that holds `.dora` or `.doraconfig`; everything is started here.
  package let root: String
  /// Where the store is, or will be made by the first command that writes.
  package let storePath: String
  package let configuration: Configuration
  /// The root that the user knows: another than `root` in a checkout of the project's code.
  let origin: String
  private var opened: Store?
  /// What its runs bear; see `Store.id`.
  private var storeID: String?
  /// The cluster as this command knows it: one object, since it remembers what it has asked.
  var cluster: SlurmEngine?
  var lastTrouble: SlurmFailure?

  private init(context: Context, root: String, storePath: String, configuration: Configuration) {
    self.context = context
    self.root = root
    origin = root
    self.storePath = storePath
    self.configuration = configuration
  }

  /// The project `other` as a checkout of its code has it: another root, the same store.
  init(_ other: Project, at checkout: String, _ context: Context) throws {
    self.context = context
    root = checkout
    origin = other.origin
    storePath = other.storePath
    opened = other.opened
    configuration = try Self.configuration(
      root: checkout, storePath: storePath, environment: context.environment)
  }

  /// Finds the project that the working directory belongs to, walking up as git does.
  package static func find(_ context: Context) throws -> Project {
    let here = context.directory
    let root =
      above(here) { File.status(Path.join($0, ".dora"))?.isFolder == true }
      ?? above(here) { File.status(Path.join($0, ".doraconfig"))?.isFile == true } ?? here
    var storePath = Path.join(root, ".dora")
    if let given = context.environment["DORA_DIR"], !given.isEmpty {
      storePath = Path.normal(Path.join(here, given))
    }
    return Project(
      context: context, root: root, storePath: storePath,
      configuration: try configuration(
        root: root, storePath: storePath, environment: context.environment))
  }

  private static func above(_ folder: String, where holds: (String) -> Bool) -> String? {
    var folder = folder
    while !holds(folder) {
      if folder == "/" || folder == "." { return nil }
      folder = Path.parent(folder)
    }
    return folder
  }

  /// The store, if there is one.
  package func existingStore() throws -> Store? {
    if let opened { return opened }
    guard File.status(storePath) != nil else { return nil }
    opened = try Store.open(at: storePath)
    return opened
  }

  /// The store; its absence is an error, for verbs that only read.
  package func store() throws -> Store {
    guard let store = try existingStore() else { throw VerbFailure.noStore(directory: root) }
    return store
  }

  /// The store, made now if there is none.
  package func writableStore() throws -> Store {
    if let store = try existingStore() { return store }
    let store = try Store.create(at: storePath)
    opened = store
    return store
  }

  /// Whether a run was submitted in another store and came here by a pull: its state is for that one to find out.
  func isForeign(_ run: Run?) throws -> Bool {
    guard let origin = run?.origin, let store = try existingStore() else { return false }
    let own = try storeID ?? store.id
    storeID = own
    return origin != own
  }

  /// Who commits to the store: the user, by the environment's words.
  package var author: Author {
    let user = context.environment["USER"] ?? context.environment["LOGNAME"] ?? "dora"
    return Author(
      name: context.environment["GIT_AUTHOR_NAME"] ?? user,
      email: context.environment["GIT_AUTHOR_EMAIL"] ?? "\(user)@\(context.host)",
      seconds: Int(context.now()), offsetMinutes: 0)
  }

  /// The folder of an XP: `<dir>/xps/<sig>`, absolute.
  package func folder(of xp: XP) throws(VerbFailure) -> String {
    try folder(sig: xp.sig, program: xp.program)
  }

  /// The folder of the XP of `program` that has this sig.
  func folder(sig: Sig, program: Program) throws(VerbFailure) -> String {
    let dir = outputs(of: program)
    // A description says where the program writes; it isn't to be the root of the file system by accident.
    guard dir != "/", !dir.isEmpty else { throw .unsafeFolder(dir) }
    return Path.join(dir, "xps/\(sig)")
  }

  /// The output folder of a program, absolute.
  package func outputs(of program: Program) -> String {
    Path.normal(Path.join(root, program.dir))
  }
}
