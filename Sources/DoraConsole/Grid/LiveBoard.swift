import DoraModel
import DoraSystem
import DoraVerbs

/// A grid's table on a terminal, redrawn in place when something has changed.
struct LiveBoard {
  private let view: GridView
  private let name: String
  private let interval: Double

  init(_ view: GridView, name: String, interval: Double) {
    self.view = view
    self.name = name
    self.interval = interval
  }

  func watch() throws -> Int32 {
    try view.once()
    return Exit.done.rawValue
  }
}
