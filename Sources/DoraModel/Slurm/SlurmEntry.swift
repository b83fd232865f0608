/// One job or task as squeue or sacct lists it.
package struct SlurmEntry: Hashable, Sendable {
  package let id: SlurmJobID
  package let name: String
  /// What sbatch was given, as far as it's told: a name may be changed later.
  package let script: String
  package let state: SlurmState
  package let exit: Int?
  package let signal: Int?
  package let submitted: Double?
  package let started: Double?
  package let ended: Double?
  /// Why it waits or ended, in Slurm's words.
  package let reason: String?

  /// Whether it waits for somebody to release it.
  package var isHeld: Bool {
    state.state == .pending && reason?.lowercased().contains("held") == true
  }

  /// What squeue is asked for; with `-r`, and SLURM_TIME_FORMAT=%s.
  ///
  /// `-o` knows no exit code, and fields of `-O` are cut at 20 letters unless they have an ending of their own. A name
  /// and a script come last: those of other people's jobs may hold anything.
  package static let squeueFormat = [
    "JobArrayID", "State", "exit_code", "SubmitTime", "StartTime", "EndTime", "Reason", "Name",
    "Command",
  ].map { "\($0):|" }.joined(separator: ",")

  /// What sacct is asked for, with `-P`.
  package static let sacctFormat = "JobID,State,ExitCode,Submit,Start,End,Reason,JobName"

  /// A line that isn't what was asked for.
  package struct Malformed: Failure {
    package let line: String
    package var message: String { "cannot understand Slurm's answer '\(line)'" }
  }

  /// The jobs in squeue's answer.
  package static func squeue(_ text: String) throws(Malformed) -> [SlurmEntry] {
    try lines(text) { (code: Substring) in
      // A raw wait status, as in wait(2).
      guard let status = Int(code) else { return nil }
      return (status >> 8 & 0xFF, status & 0x7F)
    }
  }

  /// The jobs in sacct's answer, without their steps.
  package static func sacct(_ text: String) throws(Malformed) -> [SlurmEntry] {
    try lines(text) { (code: Substring) in
      let halves = code.split(separator: ":").compactMap { Int($0) }
      return halves.count == 2 ? (halves[0], halves[1]) : nil
    }
  }

  private static func lines(
    _ text: String, exit: (Substring) -> (Int, Int)?
  ) throws(Malformed) -> [SlurmEntry] {
    var entries: [SlurmEntry] = []
    var strange: Substring?
    var isUnderstood = false
    for line in text.split(separator: "\n") {
      let fields = line.split(
        separator: "|", maxSplits: 7, omittingEmptySubsequences: false)
      // What a site says beside the answer, or the rest of a name with a newline in it.
      guard fields.count == 8, let state = SlurmState(fields[1]) else {
        strange = strange ?? line
        continue
      }
      isUnderstood = true
      // Steps and the parts of heterogeneous jobs aren't ours.
      guard let id = SlurmJobID(fields[0]) else { continue }
      let ending = state.state.isFinal ? exit(fields[2]) : nil
      let rest = fields[7].hasSuffix("|") ? fields[7].dropLast() : fields[7]
      let name = rest.prefix { $0 != "|" }
      entries.append(
        SlurmEntry(
          id: id, name: String(name), script: String(rest.dropFirst(name.count + 1)), state: state,
          exit: ending?.0, signal: ending?.1,
          submitted: Double(fields[3]), started: Double(fields[4]), ended: Double(fields[5]),
          reason: ["None", "N/A", ""].contains(fields[6]) ? nil : String(fields[6])))
    }
    if let strange, !isUnderstood { throw Malformed(line: String(strange)) }
    return entries
  }
}
