import DoraEngines
import DoraModel
import DoraStore
import DoraSystem

/// Histories on their way between XPs' folders and the store, which other stores take them from.
struct HistoryExchange {
  private let project: Project

  init(_ project: Project) { self.project = project }

  // MARK: From folders to the store

  /// Puts the histories of XPs that ran here in the store, as far as they have changed; answers how many.
  func capture() throws -> Int {
    let store = try project.store()
    let own = try store.id
    let view = try store.view()
    let kept = Memory(project, "shared")
    var memory = kept.values
    var changed: [HistoryKey: [UInt8]] = [:]
    for summary in try store.overview() where summary.run != nil {
      let folder = try project.folder(sig: summary.sig, program: summary.program)
      let state = Self.state(of: folder)
      let name = summary.digest.hex
      if state.isEmpty || memory[name] == state { continue }
      let run = try view.runs(summary.digest).all.last {
        $0.reproduces == nil && ($0.origin == nil || $0.origin == own)
      }
      guard let run else { continue }
      let entries = try HistoryFile(folder: folder).load()
      memory[name] = state
      if entries.isEmpty { continue }
      changed[HistoryKey(digest: summary.digest, run: run.id)] = entries.flatMap {
        PythonJSON.bytes($0) + [0x0A]
      }
    }
    if !changed.isEmpty {
      let what = changed.count == 1 ? "1 history" : "\(changed.count) histories"
      let histories = changed
      try store.commit("push: \(what)", author: project.author) { transaction in
        for (key, lines) in histories { transaction.put(lines, at: key) }
      }
    }
    kept.keep(memory)
    return changed.count
  }

  private static let names = ["history.jsonl", "history.json"]

  /// What changes with a history: sizes and times of its files.
  private static func state(of folder: String) -> String {
    names.compactMap { name in
      File.status(Path.join(folder, name)).map { "\($0.size) \($0.modified)" }
    }.joined(separator: ", ")
  }

  // MARK: From the store to folders

  /// What became of histories that others have shared.
  struct Delivery {
    /// How many folders got something.
    var count = 0
    /// The folders that they are in.
    var folders: Set<String> = []
  }

  /// Gives XPs' folders the histories that other stores have shared.
  ///
  /// Those of a project on this machine, in `folder`, are read from where they are written. What ran here stays as it is,
  /// unless the other history goes on from it.
  func deliver(from folder: String?) throws -> Delivery {
    let store = try project.store()
    let own = try store.id
    let view = try store.view()
    let kept = Memory(project, "delivered")
    var memory = kept.values
    var shared: [Digest: [String: String]] = [:]
    for (key, content) in try view.histories() {
      shared[key.digest, default: [:]][key.run] = content
    }
    let homes = try Homes(project, own)
    var delivery = Delivery()
    for summary in try store.overview() {
      guard let last = summary.run, last.origin != nil, last.origin != own else { continue }
      let digest = summary.digest
      let home = try project.folder(sig: summary.sig, program: summary.program)
      let source = folder.flatMap { Self.folder(of: summary, below: $0) }
      let written = source.map { Self.state(of: $0) } ?? ""
      let contents = shared[digest] ?? [:]
      if contents.isEmpty, written.isEmpty { continue }
      let runs = try view.runs(digest).all.filter { $0.reproduces == nil }
      let content = runs.last { contents[$0.id] != nil }.flatMap { contents[$0.id] }
      delivery.folders.insert(Path.parent(home))
      let state = "\(content ?? "") \(written); "
      if memory[digest.hex] == state + Self.state(of: home) { continue }
      guard homes.areSafe(for: summary.program), let xp = try view.xp(digest) else { continue }
      // Its program is at work on the file.
      if runs.contains(where: { !$0.state.isFinal && ($0.origin == nil || $0.origin == own) }) {
        continue
      }
      var entries = try content.map { try view.history($0) }.map(Self.entries) ?? []
      if let source, let now = try? HistoryFile(folder: source).load(), now.count > entries.count {
        entries = now
      }
      if entries.isEmpty { continue }
      try LaunchPad(project).makeFolder(of: xp)
      if try HistoryFile(folder: home).extend(to: entries) { delivery.count += 1 }
      memory[digest.hex] = state + Self.state(of: home)
    }
    kept.keep(memory)
    return delivery
  }

  /// Where another project has the XP's folder; an absolute output folder is its own business.
  private static func folder(of summary: Summary, below project: String) -> String? {
    let dir = summary.program.dir
    return dir.hasPrefix("/")
      ? nil : Path.normal(Path.join(project, "\(dir)/xps/\(summary.sig)"))
  }

  /// The files of histories of XPs that ran elsewhere, below a project's folder.
  func foreignFiles() throws -> [String] {
    let store = try project.store()
    let own = try store.id
    return try store.overview().flatMap { summary -> [String] in
      guard let last = summary.run, last.origin != nil, last.origin != own,
        let folder = Self.folder(of: summary, below: "/")
      else { return [] }
      return Self.names.map { "\(folder.dropFirst())/\($0)" }
    }
  }

  private static func entries(of lines: [UInt8]) -> [JSON] {
    lines.split(separator: 0x0A).compactMap { line in
      (try? JSONReader.read(Array(line))).flatMap { $0.members == nil ? nil : $0 }
    }
  }

  /// What was done before, in the store's cache: it may be deleted at any time.
  private struct Memory {
    private let path: String

    init(_ project: Project, _ name: String) {
      path = Path.join(project.storePath, "cache/histories-\(name).json")
    }

    var values: [String: String] {
      guard let bytes = try? File.contents(path),
        let members = try? JSONReader.read(bytes).members
      else { return [:] }
      var values: [String: String] = [:]
      for member in members { values[member.name.string] = member.value.string }
      return values
    }

    func keep(_ values: [String: String]) {
      let members = values.keys.sorted().map { JSON.Member(Text($0), JSON(values[$0])) }
      try? File.makeFolders(Path.parent(path))
      try? File.replace(path, with: PythonJSON.bytes(.object(members)))
    }
  }
}

/// The output folders that records of other stores may write to: those in the project, and those that our own runs use.
struct Homes {
  private let project: Project
  private let known: Set<String>

  init(_ project: Project, _ own: String) throws {
    self.project = project
    known = Set(
      try project.store().overview().compactMap { summary in
        guard let run = summary.run, run.origin == nil || run.origin == own else { return nil }
        return project.outputs(of: summary.program)
      })
  }

  func areSafe(for program: Program) -> Bool {
    let outputs = project.outputs(of: program)
    return outputs.hasPrefix(project.root + "/") || known.contains(outputs)
  }
}
