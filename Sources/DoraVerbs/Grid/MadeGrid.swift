import DoraModel
import DoraPrograms

/// A grid file's XPs, signed: what a plan is made of, and nothing of it stored.
package struct MadeGrid {
  package let name: GridName
  /// The XPs in the file's order, none twice.
  package let xps: [XP]
  /// The same as the grid's record has them.
  package let entries: [GridRecord.Entry]
  package let look: GridLook
  let grids: Grids
  let program: any TrainingProgram

  /// The XPs by their digests.
  var byDigest: [Digest: XP] {
    Dictionary(xps.map { ($0.digest, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

/// Makes grids: runs the grid file once, and signs all that it asks for.
struct GridMaker {
  let project: Project
  let choice: ProgramChoice

  /// The XPs of a grid; those of `lines`, in the place of its file, if they're given.
  func make(_ name: GridName, resources: JSON, lines: [UInt8]?) throws -> MadeGrid {
    let program = try project.program(choice)
    let grids = project.grids(of: program)
    let file =
      try lines.map { lines in
        GridFile(asked: try GridLines.read(lines, grid: name.description, base: resources))
      } ?? grids.make(name, resources: resources)
    let known = KnownXPs(try project.existingStore()?.overview() ?? [])
    var seen: Set<Digest> = []
    var xps: [XP] = []
    var entries: [GridRecord.Entry] = []
    let signed = try SignVerb(project, program: program).sign(file.asked.map(\.argv))
    for (place, (asked, result)) in zip(file.asked, signed).enumerated() {
      let delta: Delta
      switch result {
      case .success(let signed): delta = signed
      case .failure(let failure):
        throw VerbFailure.gridRefused(
          grid: name.description, place: place, argv: ArgumentLine.quoted(asked.argv),
          reason: failure.message)
      }
      let digest = delta.digest
      guard seen.insert(digest).inserted else { continue }
      let sig = known.sig(of: digest)
      xps.append(
        XP(
          sig: sig, digest: digest, argv: program.settled(asked.argv), delta: delta,
          program: program.program))
      entries.append(
        GridRecord.Entry(
          digest: digest, sig: sig, name: Names.fullName(of: delta), resources: asked.resources,
          array: asked.array))
    }
    return MadeGrid(
      name: name, xps: xps, entries: entries, look: file.look, grids: grids, program: program)
  }

  /// The same grid with the sigs that its XPs have, or would have, by now.
  func renamed(_ made: MadeGrid) throws -> MadeGrid {
    let known = KnownXPs(try project.existingStore()?.overview() ?? [])
    let sigs = made.xps.map { known.sig(of: $0.digest) }
    var (xps, entries) = (made.xps, made.entries)
    for (i, sig) in sigs.enumerated() {
      xps[i].sig = sig
      entries[i].sig = sig
    }
    return MadeGrid(
      name: made.name, xps: xps, entries: entries, look: made.look, grids: made.grids,
      program: made.program)
  }
}

/// The XPs of the store, to give new ones the sigs that they will have there.
private final class KnownXPs {
  private var sigs: [Digest: Sig] = [:]
  /// Digests by their first 4 bytes: those that a new sig may collide with.
  private var taken: [ArraySlice<UInt8>: [Digest]] = [:]

  init(_ summaries: [Summary]) {
    for summary in summaries {
      sigs[summary.digest] = summary.sig
      taken[summary.digest.bytes.prefix(Sig.length / 2), default: []].append(summary.digest)
    }
  }

  func sig(of digest: Digest) -> Sig {
    if let sig = sigs[digest] { return sig }
    let start = digest.bytes.prefix(Sig.length / 2)
    let sig = Sig(of: digest, unlike: taken[start] ?? [])
    sigs[digest] = sig
    taken[start, default: []].append(digest)
    return sig
  }
}

extension Project {
  /// The grids of a program; those of one in another language are in `grids`, or where `.doraconfig` says.
  func grids(of program: any TrainingProgram) -> Grids {
    Grids(
      of: program, folder: configuration["program.grids"] ?? "grids", root: root,
      environment: context.environment, trace: context.trace)
  }
}
