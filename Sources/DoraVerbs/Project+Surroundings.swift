import DoraEngines
import DoraModel
import DoraPrograms
import DoraStore
import DoraSystem

extension Project {
  /// What a run of a program that is started now finds around it.
  func surroundings(of program: any TrainingProgram) -> RunEnvironment {
    let codes = Path.join(outputs(of: program.program), "codes")
    // A run from a checkout has those of the work tree from there.
    let packages = program.editablePackages.filter { name, folder in
      !(Path.real(folder) ?? folder).hasPrefix("\(Path.real(codes) ?? codes)/")
    }
    let editable = editable(packages)
    return RunEnvironment(
      machine: Hardware.facts(host: context.host),
      program: program.surroundings
        + (editable.isEmpty ? [] : [JSON.Member("editable", .object(editable))]),
      variables: RunEnvironment.recorded(
        of: context.environment, more: configuration.all("environment.record")))
  }

  /// Where packages from outside the project's repository are worked on, and what of them: its snapshots lack those.
  private func editable(_ packages: [String: String]) -> [JSON.Member] {
    packages.keys.sorted().compactMap { name in
      let found = packages[name].flatMap { folder in
        OutsideCode(
          folder, unlike: root, environment: context.environment, trace: context.trace)
      }
      guard let found else { return nil }
      if found.commit == nil || found.changes != nil {
        let lost = found.commit == nil ? "code" : "uncommitted changes"
        sayOnce(
          "package '\(name)' is worked on in '\(found.folder)', which this repository doesn't have: its \(lost) can't be recorded"
        )
      }
      return JSON.Member(Text(name), JSON(found.shown))
    }
  }

  /// What is noted of a run's surroundings; nil for one of an older version.
  package func surroundings(of run: Run) throws -> JSON? {
    guard let digest = run.environmentID else { return nil }
    return try existingStore()?.view().note(.environments, digest)?.json
  }
}

extension Transaction {
  /// Adds what a run has seen of its machine, and loaded, to what was noted when it was submitted.
  func note(_ facts: RunFacts, in run: inout Run) throws(StoreFailure) {
    if let machine = facts.machine, let id = run.environmentID,
      let before = try note(.environments, id)
    {
      let names = Set(machine.map(\.name)).union(["version"])
      let rest = (before.json.members ?? []).filter { !names.contains($0.name) }
      let now = Note(.environments, .object([JSON.Member("version", 1)] + machine + rest))
      put(now)
      run.environmentID = now.digest
    }
    if let loaded = facts.loaded, let id = run.sourcesID, let before = try note(.sources, id) {
      var files = LoadedFiles(json: before.json)
      // What was there when it was submitted counts more than what is seen at the end.
      files.digests.merge(loaded.digests) { submitted, _ in submitted }
      put(files.note)
      run.sourcesID = files.note.digest
    }
  }
}
