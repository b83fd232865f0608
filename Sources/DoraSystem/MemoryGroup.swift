/// The control group that bounds the memory of this process, where it's one of its own.
package struct MemoryGroup: Hashable, Sendable {
  private let counts: String

  /// The group of this process, if its path has a folder of this name; nil: there is none, or nobody may look at it.
  package init?(folder: String) {
    guard let bytes = try? File.contents("/proc/self/cgroup") else { return nil }
    self.init(folder: folder, groups: String(decoding: bytes, as: UTF8.self))
  }

  /// As above, by what the kernel says of a process's groups.
  init?(folder: String, groups: String, root: String = "/sys/fs/cgroup") {
    for line in groups.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[2].split(separator: "/").contains(folder[...]) else { continue }
      // The second version has one hierarchy for everything, and its line names no controllers.
      let path =
        parts[1].isEmpty
        ? root + parts[2] + "/memory.events"
        : parts[1].split(separator: ",").contains("memory")
          ? root + "/memory" + parts[2] + "/memory.oom_control" : ""
      if File.status(path) != nil {
        counts = path
        return
      }
    }
    return nil
  }

  /// How many processes of it the kernel has killed for want of memory.
  package var kills: Int { Machine.count("oom_kill", in: counts) }
}
