import DoraModel
import DoraSystem

/// What a run's own processes saw that its submitter couldn't: kept in files beside its state, until it's recorded.
package struct RunFacts: Sendable {
  /// The machine that it ran on, where that needn't be the submitter's.
  package let machine: [JSON.Member]?
  /// The files of the project that its program had loaded in the end; the Python client writes them down.
  package let loaded: LoadedFiles?

  /// What is known of a run in an XP's folder; nil when that's nothing.
  package init?(of run: Run, in folder: String) {
    machine = Self.read(folder, run.id, "machine")?.members
    loaded = Self.read(folder, run.id, "loaded").map(LoadedFiles.init(json:))
    if machine == nil, loaded == nil { return nil }
  }

  private static func read(_ folder: String, _ id: String, _ kind: String) -> JSON? {
    guard let bytes = try? File.contents(path(folder, id, kind)) else { return nil }
    return try? JSONReader.read(bytes)
  }

  private static func path(_ folder: String, _ id: String, _ kind: String) -> String {
    Path.join(folder, "runs/\(id).\(kind).json")
  }

  /// Writes down which machine this is, for the run `id`; `host` is its name.
  static func keepMachine(_ host: String, folder: String, id: String) {
    let facts = PythonJSON.bytes(.object(Hardware.facts(host: host)))
    // Not knowing it is no reason not to run.
    try? File.replace(path(folder, id, "machine"), with: facts)
  }
}
