import DoraModel
import DoraSystem

/// The histories of many XPs, each read again only when its files have changed.
package final class HistoryReader {
  /// What was read of one XP.
  package struct Read {
    /// How many entries there are.
    package let count: Int
    /// The last value of each metric, and `epoch`.
    package let last: JSON
    /// All entries, if they were asked for.
    package let entries: [JSON]
  }

  private struct Known {
    let files: [File.Status?]
    let read: Read
  }
  private var known: [String: Known] = [:]
  private let keepsEntries: Bool

  /// With `keepsEntries`, whole histories are at hand: for curves, and for what they were at some epoch.
  package init(keepsEntries: Bool = false) { self.keepsEntries = keepsEntries }

  /// The history of the XP with this folder, and whether it's another than at the last call.
  ///
  /// One that can't be read is as if there were none.
  package func read(_ folder: String) -> (read: Read, isNew: Bool) {
    let file = HistoryFile(folder: folder)
    let files = [File.status(file.journal), File.status(file.array)]
    if let known = known[folder], known.files == files { return (known.read, false) }
    let read: Read
    if !keepsEntries, files != [nil, nil],
      let digest = file.digest(files[0], array: files[1])
    {
      read = Read(count: digest.count, last: digest.last, entries: [])
    } else {
      let entries = files == [nil, nil] ? [] : (try? file.load()) ?? []
      read = Read(
        count: entries.count, last: Metrics.last(of: entries),
        entries: keepsEntries ? entries : [])
    }
    known[folder] = Known(files: files, read: read)
    return (read, true)
  }
}
