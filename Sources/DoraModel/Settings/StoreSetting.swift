/// What may stand in `.dora/config`, which is also the configuration of a git repository.
package enum StoreSetting {
  private static let sections: Set<Substring> = [
    "advice", "author", "branch", "color", "committer", "fetch", "gc", "init", "log", "pack",
    "push", "receive", "repack", "transfer", "user",
  ]
  private static let names: Set<String> = [
    "core.abbrev", "core.bare", "core.bigfilethreshold", "core.compression", "core.filemode",
    "core.fsync", "core.fsyncmethod", "core.ignorecase", "core.logallrefupdates",
    "core.loosecompression", "core.precomposeunicode", "core.repositoryformatversion",
    "core.sharedrepository", "core.symlinks", "extensions.objectformat", "remote.fetch",
    "remote.mirror", "remote.prune", "remote.push", "remote.pushurl", "remote.tagopt", "remote.url",
  ]

  /// Whether git, at work in the store, can be led by it neither to run a command nor to another host than was named.
  ///
  /// `name` is as git compares it. What isn't known to be harmless isn't: git has more of these with each version.
  package static func isHarmless(_ name: String) -> Bool {
    let section = name.prefix { $0 != "." }
    let key = name.lastIndex(of: ".").map { name[$0...] } ?? ""
    return sections.contains(section) || names.contains("\(section)\(key)")
      || KnownSetting.find(name) != nil
  }
}
