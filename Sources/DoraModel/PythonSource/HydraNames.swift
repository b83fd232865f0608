/// What a project may use of Hydra, OmegaConf, PyYAML and ourselves without changing what is composed.
///
/// A list of what is known to be harmless, since what isn't on it may be anything.
enum HydraNames {
  enum Use {
    /// Only something of it may be used: `omegaconf.DictConfig`, and not `x = omegaconf`.
    case namespace
    case value
  }

  /// The packages that are guarded; a name of any other is no concern of ours.
  static let packages: Set<String> = [
    "hydra", "omegaconf", "yaml", "dora", "hydra_plugins", "antlr4",
  ]

  /// Modules and classes of which something is known to be harmless.
  private static let namespaces: Set<String> = [
    "hydra", "hydra.utils", "hydra.core", "hydra.core.hydra_config",
    "hydra.core.hydra_config.HydraConfig", "hydra.errors", "hydra.types", "omegaconf",
    "omegaconf.OmegaConf", "omegaconf.omegaconf", "omegaconf.errors", "omegaconf.dictconfig",
    "omegaconf.listconfig", "yaml", "dora", "dora.hydra", "dora.conf",
  ]

  /// Modules of which everything is.
  private static let open: Set<String> = [
    "hydra.errors", "hydra.types", "omegaconf.errors", "dora.log", "dora.distrib", "dora.utils",
    "dora.link", "dora.xp", "dora.explore", "dora.git_save", "dora.names",
  ]

  private static let values: [String: Set<String>] = [
    "hydra": ["main", "__version__"],
    "hydra.utils": [
      "instantiate", "call", "get_class", "get_method", "get_object", "to_absolute_path",
      "get_original_cwd",
    ],
    "hydra.core.hydra_config.HydraConfig": ["get", "initialized"],
    "omegaconf": [
      "DictConfig", "ListConfig", "Container", "MISSING", "II", "SI", "open_dict", "read_write",
      "flag_override", "OmegaConfBaseException", "MissingMandatoryValue", "ValidationError",
      "ReadonlyConfigError", "__version__",
    ],
    "omegaconf.dictconfig": ["DictConfig"],
    "omegaconf.listconfig": ["ListConfig"],
    "omegaconf.OmegaConf": [
      "to_yaml", "to_container", "to_object", "create", "load", "save", "from_cli", "from_dotlist",
      "merge", "unsafe_merge", "set_readonly", "is_readonly", "set_struct", "is_struct",
      "masked_copy", "is_missing", "is_interpolation", "is_list", "is_dict", "is_config",
      "get_type", "select", "update", "resolve", "missing_keys", "structured", "has_resolver",
    ],
    "yaml": [
      "load", "load_all", "safe_load", "safe_load_all", "full_load", "dump", "dump_all",
      "safe_dump", "safe_dump_all", "YAMLError", "Loader", "SafeLoader", "FullLoader", "CLoader",
      "CSafeLoader", "UnsafeLoader", "Dumper", "SafeDumper", "CDumper", "CSafeDumper",
    ],
    "dora": [
      "hydra_main", "argparse_main", "get_xp", "is_xp", "XP", "Link", "Explorer", "Launcher",
      "Sheep", "to_absolute_path", "register_preemption_callback", "__version__",
    ],
    "dora.hydra": ["hydra_main"],
    "dora.conf": ["SlurmConfig", "SubmitRules", "DoraConfig"],
  ]

  /// The decorator's names.
  static let decorators: Set<String> = ["dora.hydra_main", "dora.hydra.hydra_main"]

  /// How a name may be used; nil when it isn't known to be harmless.
  static func use(_ path: String) -> Use? {
    if namespaces.contains(path) || open.contains(path) { return .namespace }
    guard let dot = path.lastIndex(of: ".") else { return nil }
    let owner = String(path[..<dot])
    if open.contains(owner) { return .value }
    // The class has two addresses.
    let home = owner == "omegaconf.omegaconf" ? "omegaconf" : owner
    return values[home]?.contains(String(path[path.index(after: dot)...])) == true ? .value : nil
  }

  /// Names that change what is composed, whoever has them.
  static let changing: Set<PythonName> = [
    "ConfigStore", "register_resolver", "register_new_resolver", "legacy_register_resolver",
    "clear_resolver", "clear_resolvers", "Plugins", "SearchPathPlugin", "ConfigSearchPath",
    "hydra_plugins", "GlobalHydra", "HydraMain", "full_config_path", "add_constructor",
    "add_multi_constructor", "add_implicit_resolver", "add_path_resolver", "yaml_constructors",
    "yaml_multi_constructors", "yaml_implicit_resolvers", "yaml_path_resolvers", "is_excluded",
  ]

  /// Functions that import a module by its name; a program's own calls come too late to change what was composed.
  static let importing: Set<PythonName> = ["dictConfig", "fileConfig"]
  static let importingPaths: Set<String> = Set(
    ["instantiate", "call", "get_class", "get_method", "get_object"].map { "hydra.utils." + $0 })

  /// What a class may be given to: none of them sets anything of it.
  static let takers: Set<PythonName> = [
    "isinstance", "issubclass", "cast", "TypeVar", "register", "structured", "create", "load",
    "load_all", "dump", "dump_all", "fields", "except", "return", "in", "and", "or", "not",
  ]

  /// Variables that make Hydra refuse what it warns of.
  static let strict = ["SELF_WARNING_AS_ERROR", "HYDRA_DEPRECATION_WARNINGS_AS_ERRORS"]

  /// Names by which code is run, imported or replaced that isn't written where we see it.
  static let hidden: Set<PythonName> = [
    "__import__", "__builtins__", "__path__", "__loader__", "__spec__", "__globals__", "f_globals",
    "import_module", "spec_from_file_location", "exec_module", "meta_path", "path_hooks",
    "_getframe", "addsitedir", "chdir", "fchdir", "entry_points", "iter_entry_points",
    "EntryPoint",
  ]

  /// Functions of Python that do so; methods of the same name don't.
  static let functions: Set<PythonName> = ["exec", "eval", "compile", "globals", "reload"]

  /// Functions that without an argument are `globals`, where a module calls them.
  static let scopes: Set<PythonName> = ["locals", "vars"]

  /// Modules that are there for it.
  static func isHidden(_ module: String) -> Bool {
    let parts = module.split(separator: ".").map(String.init)
    guard let first = parts.first else { return false }
    if first == "importlib" {
      return parts.count < 2 || !["metadata", "resources"].contains(parts[1])
    }
    return [
      "runpy", "pkgutil", "imp", "zipimport", "builtins", "__main__", "code", "codeop", "site",
      "mock", "sitecustomize", "usercustomize", "pydoc", "pkg_resources", "stevedore", "rootutils",
      "pyrootutils", "autoroot", "autorootcwd",
    ].contains(first) || parts.starts(with: ["unittest", "mock"])
  }

  /// What may be asked of the decorated function.
  static let questions: Set<PythonName> = [
    "get_xp", "get_xp_from_sig", "get_existing_xp_from_sig", "get_argv_from_sig", "get_name",
    "get_names", "get_xp_history", "value_to_argv", "get_slurm_config", "init_xp",
  ]
}
