import DoraModel
import DoraSystem

/// The modules of a project that importing its main module may load, each read and checked.
struct ImportClosure {
  private let path: ImportPath
  private let distributions: Distributions
  private let reads: SourceReads
  private let root: String
  private let entry: String
  private var modules: [String: Module] = [:]
  private var waiting: [String] = []
  private var seen: Set<String> = []
  /// First parts of names that aren't the project's.
  private var outside: Set<String> = []
  /// Those of them that nothing has.
  private var absent: Set<String> = []

  private struct Module {
    let file: String
    let source: PythonModule
    let isPackage: Bool
    let imports: [PythonImport]
  }

  /// Where a module is.
  private enum Place {
    case source(String, isPackage: Bool)
    /// A folder without `__init__.py`.
    case folder
  }

  init(
    _ path: ImportPath, _ distributions: Distributions, _ reads: SourceReads, root: String,
    entry: String
  ) {
    self.path = path
    self.distributions = distributions
    self.reads = reads
    self.root = root
    self.entry = entry
  }

  /// Reads all of it, and what the decorator of the main module says.
  mutating func read() throws(SourceDoubt) -> (HydraEntry, file: String) {
    try load(entry)
    // Python executes these before anything else.
    for name in ["sitecustomize", "usercustomize"] { try load(name) }
    repeat {
      while let next = waiting.popLast() { try load(next) }
      wantListed()
    } while !waiting.isEmpty
    guard let main = modules[entry] else { throw SourceDoubt("'\(entry)' isn't in '\(root)'") }
    for (name, module) in modules { try check(name, module) }
    do throws(PythonDoubt) {
      return (try HydraEntry(main.source), main.file)
    } catch {
      throw SourceDoubt(error, in: shown(main.file))
    }
  }

  /// `from package import *` also imports the modules that `__all__` names, and it may be computed.
  private mutating func wantListed() {
    let starred = Set(modules.values.flatMap(\.imports).filter(\.isStar).map(\.module))
    for name in starred.sorted() {
      guard let package = modules[name], package.isPackage, package.source.mentions(["__all__"])
      else { continue }
      for file in (reads.modules(in: Path.parent(package.file)) ?? []).sorted() {
        let below = "\(name).\(file.prefix { $0 != "." })"
        if !seen.contains(below) { waiting.append(below) }
      }
    }
  }

  /// Whether `from module import *` may give one of these names, directly or through another.
  private func offers(_ module: String, _ names: Set<String>) -> Bool {
    var waiting = [module]
    var seen: Set<String> = []
    while let next = waiting.popLast() {
      guard seen.insert(next).inserted, let module = modules[next] else { continue }
      if module.source.mentions(names) { return true }
      waiting += module.imports.filter(\.isStar).map(\.module)
    }
    return false
  }

  private func shown(_ file: String) -> String {
    file.hasPrefix(root + "/") ? String(file.dropFirst(root.count + 1)) : file
  }

  private func check(_ name: String, _ module: Module) throws(SourceDoubt) {
    let own = HydraSourceCheck.guarded(module.imports, entry: entry).union(["main"])
    for one in module.imports {
      let first = String(one.module.prefix { $0 != "." })
      if one.isTopLevel, absent.contains(first) {
        throw SourceDoubt("\(shown(module.file)):\(one.line): no module '\(first)' is found")
      }
      if one.isStar, name == entry, offers(one.module, own) {
        throw SourceDoubt("\(shown(module.file)):\(one.line): 'from \(one.module) import *'")
      }
      guard let other = modules[one.module] else { continue }
      let guarded = HydraSourceCheck.guarded(other.imports, entry: entry)
      if one.isStar, !guarded.isEmpty {
        throw SourceDoubt("\(shown(module.file)):\(one.line): 'from \(one.module) import *'")
      }
      for binding in one.bindings {
        if let name = binding.name, guarded.contains(name) {
          throw SourceDoubt("\(shown(module.file)):\(one.line): '\(name)' from '\(one.module)'")
        }
      }
    }
    do throws(PythonDoubt) {
      try HydraSourceCheck.check(
        module.source, named: name, imports: module.imports, entry: entry)
    } catch {
      throw SourceDoubt(error, in: shown(module.file))
    }
  }

  /// Reads a module with the packages that it's in, if it's one that is read.
  private mutating func load(_ name: String) throws(SourceDoubt) {
    guard seen.insert(name).inserted else { return }
    let parts = name.split(separator: ".").map(String.init)
    for count in parts.indices.dropFirst() {
      try load(parts[..<count].joined(separator: "."))
    }
    guard let first = parts.first, !outside.contains(first) else { return }
    guard let place = try find(parts) else {
      if parts.count == 1 {
        outside.insert(first)
        if !path.isKnown(first), !distributions.own(first) { absent.insert(first) }
      }
      return
    }
    guard case .source(let file, let isPackage) = place else { return }
    guard let bytes = reads.contents(file) else { throw SourceDoubt("'\(file)' can't be read") }
    do throws(PythonDoubt) {
      let source = try PythonModule(bytes)
      let base = isPackage ? parts : Array(parts.dropLast())
      var imports: [PythonImport] = []
      for one in source.imports {
        guard let absolute = one.absolute(in: base) else {
          throw PythonDoubt(line: one.line, "an import from above the package")
        }
        imports.append(absolute)
      }
      modules[name] = Module(file: file, source: source, isPackage: isPackage, imports: imports)
      for one in imports { want(one) }
    } catch {
      throw SourceDoubt(error, in: shown(file))
    }
  }

  private mutating func want(_ one: PythonImport) {
    let first = String(one.module.prefix { $0 != "." })
    // These are known, and can't be others: nothing stands before them.
    if HydraSourceCheck.isLibrary(first) { return }
    waiting.append(one.module)
    for case let name? in one.bindings.map(\.name) { waiting.append(one.module + "." + name) }
  }

  /// Where a module is, or nil when it isn't the project's; its packages have been looked for.
  private func find(_ parts: [String]) throws(SourceDoubt) -> Place? {
    guard let name = parts.last else { return nil }
    if parts.count > 1 {
      let above = parts.dropLast().joined(separator: ".")
      if let package = modules[above] {
        return package.isPackage ? try find(name, in: Path.parent(package.file)) : nil
      }
      // Below folders that are no packages.
      guard let folder = namespace(Array(parts.dropLast())) else { return nil }
      return try find(name, in: folder)
    }
    for folder in path.roots {
      if let place = try find(name, in: folder) {
        if case .folder = place { continue }
        return place
      }
    }
    if path.isStandard(name) { return try customized(name) }
    for folder in path.installed {
      if try find(name, in: folder) != nil, !distributions.own(name) {
        throw SourceDoubt("'\(Path.join(folder, name))', which no installed distribution has")
      }
      if File.status(Path.join(folder, name)) != nil { return nil }
    }
    return namespace(parts) == nil ? nil : .folder
  }

  /// Of the standard library only what a system's owner writes is read.
  private func customized(_ name: String) throws(SourceDoubt) -> Place? {
    name.hasSuffix("customize") ? try find(name, in: path.standard) : nil
  }

  /// The folder of a package without `__init__.py`; only the roots have any that are read.
  private func namespace(_ parts: [String]) -> String? {
    for root in path.roots {
      let folder = Path.join(root, parts.joined(separator: "/"))
      if File.status(folder)?.isFolder == true { return folder }
    }
    return nil
  }

  /// A module in one folder, as Python finds it there.
  private func find(_ name: String, in folder: String) throws(SourceDoubt) -> Place? {
    let path = Path.join(folder, name)
    let isInstalled = self.path.installed.contains(folder)
    let names = isInstalled ? nil : reads.modules(in: folder)
    let hasFolder = names?.contains(name) ?? (File.status(path)?.isFolder == true)
    if hasFolder, File.status(path + "/__init__.py")?.isFile == true {
      return .source(path + "/__init__.py", isPackage: true)
    }
    if let other = names?.first(where: { $0.hasPrefix(name + ".") && $0.hasSuffix(".so") }) {
      throw SourceDoubt("'\(Path.join(folder, other))' isn't Python source")
    }
    if names?.contains(name + ".py") ?? (File.status(path + ".py")?.isFile == true) {
      return .source(path + ".py", isPackage: false)
    }
    if File.status(path + ".pyc") != nil || hasFolder && File.status(path + "/__init__.pyc") != nil
    {
      throw SourceDoubt("'\(path).pyc' isn't Python source")
    }
    return hasFolder ? .folder : nil
  }
}
