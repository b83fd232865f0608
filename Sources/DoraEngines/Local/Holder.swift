import DoraSystem

/// The batches that this process holds; when it dies they are nobody's, and the next command decides.
final class Holder {
  private var held: [(batch: Batch, lock: FileLock)] = []

  func add(_ batch: Batch, _ lock: FileLock) { held.append((batch, lock)) }

  /// Lets go of batches in which nothing is held any more.
  func settle() {
    held.removeAll { entry in
      let marks = entry.batch.marks() ?? []
      if marks.contains(Mark.held.rawValue) || marks.contains(Mark.heldHere.rawValue) {
        return false
      }
      entry.lock.release()
      return true
    }
  }
}
