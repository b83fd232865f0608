import ArgumentParser

/// The version that every tool reports.
package let version = "0.1.0"

/// What `dora` says of itself.
enum DoraCommand {
  static var overview: String {
    let lines = [("plumbing", Verbs.plumbing), ("porcelain", Verbs.porcelain)].map { title, verbs in
      let rows = verbs.keys.sorted().map { verb in
        // A tool that does less than the verb of that name goes by its own.
        let isOwn = verbs[verb] == Verbs.named(verb)
        let name = (isOwn ? verb : "dora-\(verb)")
        let shown = name + String(repeating: " ", count: max(1, 13 - name.utf8.count))
        return "   \(shown)\(verbs[verb]?.configuration.abstract ?? "")"
      }
      return "\(title)\n" + rows.joined(separator: "\n")
    }
    return """
      usage: dora [-P <package>] [-M <module>] [-C <folder>] [-c <name>=<value>] [-v] <command> [<argument>...]

      An experiment manager for machine learning: signs XPs, runs them, follows them.

      \(lines.reversed().joined(separator: "\n\n"))

      'dora <command> --help' tells more, 'dora help --all' lists the manual's pages; every plumbing command is also
      'dora-<command>'.
      """
  }
}
