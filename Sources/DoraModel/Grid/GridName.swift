/// The name of a grid: what its file is called below the grids' folder, with dots for sub-folders.
package struct GridName: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let description: String

  /// Letters, digits, `_` and `-` between single dots; nothing else ever becomes a path.
  package init(_ text: String) throws(GridFailure) {
    let components = text.split(separator: ".", omittingEmptySubsequences: false)
    let areNames = components.allSatisfy { component in
      component.unicodeScalars.first.map { $0 != "-" } == true
        && component.unicodeScalars.allSatisfy(Self.isAllowed)
    }
    // Room for '.json' and a temporary name beside it; a name that begins with '_' isn't a grid's.
    guard areNames, text.utf8.count <= 200, components.last?.hasPrefix("_") == false else {
      throw .invalidName(text)
    }
    description = text
  }

  /// The folders and, last, the file without its extension.
  package var components: [String] { description.split(separator: ".").map(String.init) }

  /// The path below the grids' folder, without extension: `sub/digits`.
  package var path: String { components.joined(separator: "/") }

  package static func < (left: GridName, right: GridName) -> Bool {
    left.description.unicodeScalars.lexicographicallyPrecedes(right.description.unicodeScalars)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
    default: scalar.value > 0x7F && scalar.properties.isAlphabetic
    }
  }
}
