import DoraModel

/// A program whose grids are modules of its own.
package protocol GridSource: AnyObject {
  /// The folder where they usually are, relative to the project.
  var gridFolder: String { get }
  /// The names of the grids that there are.
  func grids() throws -> [String]
  /// The XPs that a grid asks for, its jobs needing `resources` unless it says otherwise; nil when there is no such grid.
  func grid(_ name: GridName, resources: JSON) throws -> GridFile?
  /// The words of a command line for mappings of arguments and for words, as its launcher writes them.
  func words(for arguments: [JSON]) throws -> [[Text]]
  /// What the grid file makes of histories; only one whose look `processes` is asked.
  func metrics(_ questions: [GridQuestion]) throws -> [GridMetrics]
}

/// An XP whose row a grid file makes.
package struct GridQuestion: Sendable {
  package var sig: Sig
  package var argv: [Text]
  package var run: Run?
  /// How many entries of its history count; nil: all.
  package var length: Int?

  package init(sig: Sig, argv: [Text], run: Run?, length: Int?) {
    self.sig = sig
    self.argv = argv
    self.run = run
    self.length = length
  }
}

/// The row that a grid file made, or the exception that it raised over it.
package enum GridMetrics: Sendable {
  case row(JSON)
  case raised(String)
}
