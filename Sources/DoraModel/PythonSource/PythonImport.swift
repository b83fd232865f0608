/// One import statement, wherever it is: also those in functions, and those that are never executed.
package struct PythonImport: Hashable, Sendable {
  /// A name that it makes, and what it stands for: of a plain import the first part of the module's name, or all of it.
  package struct Binding: Hashable, Sendable {
    /// The name imported from the module; nil for the module itself.
    package let name: String?
    package let alias: String
  }

  /// The module as it's written; empty for the package of its own.
  package let module: String
  /// How many dots come before it.
  package let level: Int
  package let bindings: [Binding]
  /// Whether it imports `*`.
  package let isStar: Bool
  package let line: Int
  /// Whether it's a line of its own that nothing is around.
  package let isTopLevel: Bool
}

extension PythonImport {
  /// The same with the module's full name, in a module of the package `base`; nil when it leads out of it.
  package func absolute(in base: [String]) -> PythonImport? {
    guard level > 0 else { return self }
    guard level <= base.count else { return nil }
    let parts = base.dropLast(level - 1) + (module.isEmpty ? [] : [module])
    return PythonImport(
      module: parts.joined(separator: "."), level: 0, bindings: bindings, isStar: isStar,
      line: line, isTopLevel: isTopLevel)
  }
}
