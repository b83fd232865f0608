import DoraSystem

/// All batches of the queue; marks change only under the engine's lock.
final class Queue {
  private let folder: EngineFolder
  private var known: [Batch] = []
  private var read: Batch.Contents?

  init(_ folder: EngineFolder) { self.folder = folder }

  /// The batches there are, first numbers first.
  func batches() -> [Batch] {
    let names = (try? File.names(in: folder.queue)) ?? []
    known = names.compactMap { Batch(name: $0, in: folder) }.sorted {
      $0.numbers.lowerBound < $1.numbers.lowerBound
    }
    return known
  }

  /// The batch that a job is in; nil when all of that batch is decided, or it never was in one.
  func batch(of number: Int) -> Batch? {
    if let batch = search(number) { return batch }
    _ = batches()
    return search(number)
  }

  private func search(_ number: Int) -> Batch? {
    var low = 0
    var high = known.count
    while low < high {
      let middle = (low + high) / 2
      if known[middle].numbers.upperBound < number { low = middle + 1 } else { high = middle }
    }
    return low < known.count && known[low].numbers.contains(number) ? known[low] : nil
  }

  /// What became of a job; nil when its batch is gone.
  func mark(of number: Int) -> Mark? {
    batch(of: number)?.mark(of: number)
  }

  /// Changes marks that `isChanged` approves of; who calls holds the engine's lock.
  ///
  /// Returns the numbers that were changed.
  @discardableResult
  func mark(
    _ numbers: some Sequence<Int>, _ mark: Mark, where isChanged: (Mark) -> Bool
  ) throws -> [Int] {
    var changed: [Int] = []
    var left = numbers.sorted()[...]
    while let first = left.first {
      guard let batch = batch(of: first), var marks = batch.marks() else {
        left.removeFirst()
        continue
      }
      let here = left.prefix { batch.numbers.contains($0) }
      left = left.dropFirst(here.count)
      let before = changed.count
      for number in here {
        let place = number - batch.numbers.lowerBound
        guard let old = Mark(rawValue: marks[place]), isChanged(old) else { continue }
        marks[place] = mark.rawValue
        changed.append(number)
      }
      if changed.count > before { try batch.write(marks) }
    }
    return changed
  }

  /// The first job to be started that isn't one of `others`.
  func first(besides others: some Collection<Int>) -> Int? {
    for batch in batches() {
      guard let marks = batch.marks() else { continue }
      var start = 0
      while let place = marks[start...].firstIndex(of: Mark.released.rawValue) {
        let number = batch.numbers.lowerBound + place
        if !others.contains(number) { return number }
        start = place + 1
      }
    }
    return nil
  }

  /// What a job is; its batch must still be there.
  func job(_ number: Int) throws -> Job {
    if let read, read.numbers.contains(number) { return try read.job(number) }
    guard let batch = batch(of: number) else {
      throw EngineFailure.malformed(folder.queue)
    }
    let contents = try batch.contents()
    read = contents
    return try contents.job(number)
  }
}
