/// What Slurm calls a job, a task of an array, or several pending tasks: `12`, `12_7`, `12_[4-9,11%2]`.
package struct SlurmJobID: Hashable, Sendable {
  package let job: Int
  /// The array indices; nil: no array.
  package let tasks: [ClosedRange<Int>]?

  /// Parses an id; nil for a step such as `12.batch`, and for anything else.
  package init?(_ text: some StringProtocol) {
    let halves = text.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
    guard let job = Int(halves[0]), job > 0 else { return nil }
    self.job = job
    guard halves.count == 2 else {
      tasks = nil
      return
    }
    var list = halves[1][...]
    if list.hasPrefix("["), list.hasSuffix("]") { list = list.dropFirst().dropLast() }
    list = list.prefix { $0 != "%" }
    var tasks: [ClosedRange<Int>] = []
    for part in list.split(separator: ",", omittingEmptySubsequences: false) {
      let step = part.split(separator: ":", maxSplits: 1)
      let ends = (step.first ?? "").split(separator: "-", omittingEmptySubsequences: false)
      guard let first = ends.first.flatMap({ Int($0) }), first >= 0 else { return nil }
      guard ends.count == 2 else {
        guard ends.count == 1 else { return nil }
        tasks.append(first...first)
        continue
      }
      guard let last = Int(ends[1]), last >= first else { return nil }
      let stride = step.count == 2 ? Int(step[1]) ?? 1 : 1
      if stride <= 1 {
        tasks.append(first...last)
      } else {
        tasks += Swift.stride(from: first, through: last, by: stride).map { $0...$0 }
      }
    }
    self.tasks = tasks
  }

  /// The job of which sbatch tells: by its number alone, with its cluster's name behind it where there are several, or in a
  /// sentence.
  ///
  /// What a site says beside that is left out; it's the last line that counts.
  package init?(sbatch answer: String) {
    for line in answer.split(whereSeparator: \.isNewline).reversed() {
      var words = line.split(separator: " ")
      if line.hasPrefix("Submitted batch job "), words.count > 3 { words = [words[3]] }
      guard words.count == 1, let number = words[0].split(separator: ";").first,
        let id = SlurmJobID(number), id.tasks == nil
      else { continue }
      self = id
      return
    }
    return nil
  }

  /// Whether this is, or is among, what `other` lists.
  package func isIn(_ other: SlurmJobID) -> Bool {
    guard job == other.job else { return false }
    guard let tasks else { return other.tasks == nil }
    guard let index = tasks.first?.lowerBound else { return false }
    return other.tasks?.contains { $0.contains(index) } ?? false
  }

  /// Ids as few words for one scancel: tasks of an array by ranges, `12_[0-3,7]`.
  package static func words(of ids: [SlurmJobID]) -> [String] {
    var words: [String] = []
    var arrays: [Int: [Int]] = [:]
    var order: [Int] = []
    for id in ids {
      guard let tasks = id.tasks else {
        words.append(String(id.job))
        continue
      }
      if arrays[id.job] == nil { order.append(id.job) }
      arrays[id.job, default: []] += tasks.flatMap { Array($0) }
    }
    for job in order { words.append("\(job)_[\(ranges(of: arrays[job] ?? []))]") }
    return words
  }

  /// Array indices as sbatch and scancel take them: `0-3,7`.
  package static func ranges(of indices: some Sequence<Int>) -> String {
    var ranges: [ClosedRange<Int>] = []
    for index in Set(indices).sorted() {
      if let last = ranges.last, last.upperBound == index - 1 {
        ranges[ranges.count - 1] = last.lowerBound...index
      } else {
        ranges.append(index...index)
      }
    }
    return ranges.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }.joined(separator: ",")
  }
}
