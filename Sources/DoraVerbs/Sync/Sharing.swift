import DoraModel
import DoraStore
import DoraSystem

/// What `dora push` and `dora pull` have in common.
package struct Sharing {
  let project: Project
  let options: Options

  package struct Options: Sendable {
    /// Whether a remote may be another project.
    package var allowsUnrelated = false
    /// Whose files are copied too; nil: nobody's, empty: those of all XPs that may be.
    package var files: [String]?

    package init() {}
  }

  package init(_ project: Project, options: Options = Options()) {
    self.project = project
    self.options = options
  }

  /// No remote was named, and none is configured.
  package struct NoRemote: Failure {
    package let message = "no remote was given"
    package var hint: String? {
      "name one, or keep it: dora config set share.remote <remote or path>"
    }
  }

  /// A setting came with the project by which git, at work in the store, may run anything.
  struct Untrusted: Failure {
    let setting: Setting
    let root: String

    var message: String {
      "'\(setting.name)' of '\(setting.path ?? "")' may have git run a command, and this project isn't trusted"
    }
    var hint: String? { "to trust it: dora config set --global --add safe.project '\(root)'" }
  }

  func sync(_ word: String?) throws -> Sync {
    guard let word = word ?? project.configuration["share.remote"], !word.isEmpty else {
      throw NoRemote()
    }
    let strange = project.configuration.settings.first {
      $0.scope == .store && !StoreSetting.isHarmless($0.name)
    }
    if let strange, !project.isTrusted {
      throw Untrusted(setting: strange, root: project.root)
    }
    let context = project.context
    return try Sync(
      word, store: try project.writableStore(),
      at: Sync.Place(
        root: project.root, directory: context.directory, environment: context.environment,
        trace: context.trace))
  }

  /// Refuses another project, unless that's meant.
  func checkRelation(_ sync: Sync) throws {
    if !options.allowsUnrelated { try sync.checkRelation() }
  }

  // MARK: Files

  /// Copies the folders of XPs that `sync` has just made equal in both stores; answers how many.
  func copyFiles(_ direction: Sync.Direction, _ sync: Sync) throws -> Int {
    guard let names = options.files else { return 0 }
    let context = project.context
    let place = sync.remote.files ?? project.configuration["share.files"]
    guard let place else {
      throw SyncFailure.files(
        "'\(sync.remote.shown)' has no place for files, and share.files is not set")
    }
    let own = try project.store().id
    let rows = try StatusVerb(project).status(of: names.isEmpty ? nil : names)
    let homes = try Homes(project, own)
    var groups: [String: [String]] = [:]
    var spared = 0
    for row in rows {
      guard try isMovable(row, direction, own), homes.areSafe(for: row.summary.program),
        !row.summary.program.dir.hasPrefix("/")
      else {
        spared += 1
        continue
      }
      groups[Path.normal(row.summary.program.dir), default: []].append(row.sig.description)
    }
    if !names.isEmpty, spared > 0 {
      context.notice(
        "the files of \(spared) XPs are not copied: they ran on the other side, or run")
    }
    let transfer = try sync.files()
    for (dir, sigs) in groups.sorted(by: { $0.key < $1.key }) {
      let here = Path.join(project.root, "\(dir)/xps")
      let there = sync.remote.files == nil ? "\(place)/xps" : "\(place)/\(dir)/xps"
      switch direction {
      case .push: try transfer.copy(sigs, from: here, to: there)
      case .pull: try transfer.copy(sigs, from: there, to: here)
      }
    }
    return groups.values.reduce(0) { $0 + $1.count }
  }

  /// Whether an XP's files are those of the side that they'd come from, and nobody writes to them.
  private func isMovable(
    _ row: StatusVerb.Row, _ direction: Sync.Direction, _ own: String
  ) throws -> Bool {
    guard let run = row.run, run.state.isFinal else { return false }
    let isOurs = run.origin == nil || run.origin == own
    switch direction {
    case .push:
      // Without following a link: what is somewhere else isn't shared by accident.
      return isOurs && PathStatus(Array(row.folder.utf8))?.kind == .folder
    case .pull:
      if isOurs { return false }
      let runs = try project.store().view().runs(row.digest).all
      return !runs.contains { $0.reproduces == nil && ($0.origin == nil || $0.origin == own) }
    }
  }
}
