import DoraModel
import DoraSystem

/// Where an interpreter finds modules, in the cases in which that can be told without starting it.
struct ImportPath {
  /// The project's root, PYTHONPATH, and folders that are worked on: what is read like the project's own.
  private(set) var roots: [String]
  /// The standard library.
  let standard: String
  /// Where distributions are installed.
  let installed: [String]
  /// The modules of the standard library that aren't written in Python.
  private let extensions: Set<String>

  /// Settles it for an interpreter that starts in `root` with `client` first on its path.
  init(
    _ interpreter: Interpreter, root: String, client: String, environment: [String: String],
    _ reads: SourceReads
  ) throws(SourceDoubt) {
    for name in ["PYTHONHOME", "PYTHONPLATLIBDIR", "PYTHONUSERBASE", "_DORA_ORIGINAL_DIR"]
    where environment[name]?.isEmpty == false {
      throw SourceDoubt("\(name) is set")
    }
    let found = try Self.folders(of: interpreter.path, environment, reads)
    standard = found.standard
    installed = [found.installed]
    extensions = Set(
      ((try? File.names(in: Path.join(found.standard, "lib-dynload"))) ?? []).map { name in
        String(name.prefix { $0 != "." })
      })
    // Where `sitecustomize.py` may appear.
    _ = reads.all(in: found.standard)
    roots = [root]
    for entry in (environment["PYTHONPATH"] ?? "").split(separator: ":") {
      let folder = Path.normal(Path.join(root, String(entry)))
      guard let status = File.status(folder), folder != client else { continue }
      guard status.isFolder else { throw SourceDoubt("PYTHONPATH names the file '\(folder)'") }
      if !roots.contains(folder) { roots.append(folder) }
    }
    for folder in try Self.worked(in: found.installed, reads) where !roots.contains(folder) {
      roots.append(folder)
    }
    for folder in roots { try checkNames(in: folder, reads) }
    try checkSite(reads)
  }

  /// The folders of a virtual environment, or of an installation of its own.
  private static func folders(
    of path: String, _ environment: [String: String], _ reads: SourceReads
  ) throws(SourceDoubt) -> (standard: String, installed: String) {
    let executable = Path.normal(path)
    guard path.hasPrefix("/"), let real = Path.real(executable), isELF(real) else {
      throw SourceDoubt("'\(path)' isn't an executable of Python itself")
    }
    let folder = Path.parent(executable)
    guard File.status(Path.join(folder, "pyvenv.cfg")) == nil else {
      throw SourceDoubt("'pyvenv.cfg' beside '\(path)'")
    }
    let venv = Path.parent(folder)
    guard let bytes = reads.contents(Path.join(venv, "pyvenv.cfg")) else {
      return try own(Path.parent(Path.parent(real)), environment)
    }
    var settings: [String: String] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimming { $0 == " " } }
      if parts.count == 2 { settings[parts[0].lowercased()] = String(parts[1]) }
    }
    guard settings["include-system-site-packages"]?.lowercased() == "false",
      let home = settings["home"]
    else { throw SourceDoubt("'\(venv)' shares what another Python has installed") }
    let version = try version(in: Path.join(venv, "lib"))
    let installed = Path.join(venv, "lib/\(version)/site-packages")
    return (try standard(Path.parent(home), version), installed)
  }

  /// An interpreter that is no virtual environment's; what its user has installed is on its path too.
  private static func own(
    _ prefix: String, _ environment: [String: String]
  ) throws(SourceDoubt) -> (standard: String, installed: String) {
    guard File.status(Path.join(prefix, "lib/python3/dist-packages")) == nil else {
      throw SourceDoubt("the system's own Python")
    }
    let version = try version(in: Path.join(prefix, "lib"))
    let standard = try standard(prefix, version)
    guard File.status(Path.join(prefix, "lib/\(version)/dist-packages")) == nil else {
      throw SourceDoubt("the system's own Python")
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else {
      throw SourceDoubt("no home folder")
    }
    let users = Path.join(home, ".local/lib/\(version)/site-packages")
    if environment["PYTHONNOUSERSITE"]?.isEmpty != false, File.status(users) != nil {
      throw SourceDoubt("'\(users)' is on Python's path too")
    }
    return (standard, Path.join(prefix, "lib/\(version)/site-packages"))
  }

  private static func isELF(_ path: String) -> Bool {
    (try? File.beginning(of: path, count: 4)) == [0x7F, 0x45, 0x4C, 0x46]
  }

  /// `python3.11`, the only one in a folder of libraries.
  private static func version(in folder: String) throws(SourceDoubt) -> String {
    let names = (try? File.names(in: folder)) ?? []
    let found = names.filter { name in
      name.hasPrefix("python3.") && name.dropFirst(8).allSatisfy(\.isNumber)
        && File.status(Path.join(folder, name + "/site-packages"))?.isFolder == true
    }
    guard found.count == 1 else { throw SourceDoubt("'\(folder)' isn't of one Python") }
    // Some systems keep what is compiled apart; where it's a link, it's the same.
    let others = Path.join(folder + "64", found[0] + "/site-packages")
    if let real = Path.real(others),
      real != Path.real(Path.join(folder, found[0] + "/site-packages"))
    {
      throw SourceDoubt("'\(others)' is on Python's path too")
    }
    return found[0]
  }

  private static func standard(
    _ prefix: String, _ version: String
  ) throws(SourceDoubt) -> String {
    for name in ["lib", "lib64"] {
      let folder = Path.join(prefix, "\(name)/\(version)")
      if File.status(Path.join(folder, "os.py"))?.isFile == true { return folder }
    }
    throw SourceDoubt("no standard library in '\(prefix)'")
  }

  /// The folders that `.pth` files name; what they execute is only known of two.
  private static func worked(
    in folder: String, _ reads: SourceReads
  ) throws(SourceDoubt) -> [String] {
    var found: [String] = []
    for name in (try? File.names(in: folder))?.sorted() ?? [] where name.hasSuffix(".pth") {
      guard let bytes = reads.contents(Path.join(folder, name)) else { continue }
      for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
        let line = line.trimming { $0 == " " || $0 == "\t" }
        if line.isEmpty || line.hasPrefix("#") { continue }
        if line.hasPrefix("import ") || line.hasPrefix("import\t") {
          let isKnown =
            line == "import _virtualenv"
            || line.hasPrefix("import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = ")
          guard isKnown else { throw SourceDoubt("'\(name)' executes something") }
          continue
        }
        let place = Path.normal(Path.join(folder, String(line)))
        guard let status = File.status(place) else { continue }
        guard status.isFolder else { throw SourceDoubt("'\(name)' names the file '\(place)'") }
        found.append(place)
      }
    }
    return found
  }

  private static let guarded: Set<String> = [
    "hydra", "omegaconf", "yaml", "_yaml", "antlr4", "dora", "hydra_plugins",
  ]

  /// Nothing that comes first on the path may stand before the libraries themselves.
  private func checkNames(in folder: String, _ reads: SourceReads) throws(SourceDoubt) {
    for name in reads.modules(in: folder) ?? [] {
      let path = Path.join(folder, name)
      let module = String(name.prefix { $0 != "." })
      if name == module {
        if module == "hydra_plugins" { throw SourceDoubt("'\(path)' may hold plugins of Hydra") }
        // A folder that is no package gives way to what is one.
        guard File.status(Path.join(path, "__init__.py")) != nil else { continue }
      }
      // Python's own tests are nobody's to import.
      guard module == "test" || !Self.guarded.contains(module) && !isStandard(module) else {
        throw SourceDoubt("'\(path)' stands before a library")
      }
    }
  }

  /// Plugins make themselves known by where they are.
  private func checkSite(_ reads: SourceReads) throws(SourceDoubt) {
    for folder in installed {
      let path = Path.join(folder, "hydra_plugins")
      if File.status(path) != nil { throw SourceDoubt("'\(path)' may hold plugins of Hydra") }
    }
  }

  /// Modules that may be part of the interpreter itself.
  private static let builtIn: Set<String> = [
    "array", "atexit", "binascii", "cmath", "errno", "faulthandler", "fcntl", "gc", "grp",
    "itertools", "marshal",
    "math", "mmap", "posix", "pwd", "pyexpat", "readline", "resource", "select", "spwd", "sys",
    "syslog", "termios",
    "time", "unicodedata", "xxsubtype", "zlib",
  ]

  /// Whether a module that isn't the project's is there, wherever that may be.
  func isKnown(_ module: String) -> Bool {
    module.hasPrefix("_") || Self.builtIn.contains(module) || isStandard(module)
      || installed.contains { folder in
        let path = Path.join(folder, module)
        return File.status(path) != nil || File.status(path + ".py") != nil
      }
  }

  /// Whether a module is of the standard library.
  func isStandard(_ module: String) -> Bool {
    let path = Path.join(standard, module)
    if File.status(path + ".py") != nil || File.status(path + "/__init__.py") != nil { return true }
    return extensions.contains(module)
  }
}

extension StringProtocol {
  /// What is between the blanks at both ends.
  fileprivate func trimming(_ isBlank: (Character) -> Bool) -> SubSequence {
    var rest = drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return rest
  }
}
