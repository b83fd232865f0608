import Glibc

/// The processes of this machine.
package enum Processes {
  /// Those that were started with the variable `name` set to `value`, but for this one.
  ///
  /// An environment is inherited through every fork, session and double fork, where process groups and parents are
  /// lost; only a program that clears it on purpose gets away. Zombies have none, so they don't count.
  package static func started(with name: String, _ value: String) -> [pid_t] {
    let entry = Array("\(name)=\(value)".utf8)
    let names = (try? File.names(in: "/proc")) ?? []
    return names.compactMap { name in
      guard let pid = pid_t(name), pid != getpid(),
        let environment = try? File.contents("/proc/\(pid)/environ"),
        // The kernel may grant a look at what is smaller than the entry.
        environment.count >= entry.count
      else { return nil }
      return environment.split(separator: 0).contains { $0.elementsEqual(entry) } ? pid : nil
    }
  }
}
