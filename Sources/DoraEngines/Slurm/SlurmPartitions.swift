import DoraSystem

/// The partitions that Slurm's configuration on this machine names; a question to the controller could take seconds.
package enum SlurmPartitions {
  /// A configuration may include others, but not for ever.
  private static let deepest = 4

  package static func names(environment: [String: String]) -> [String] {
    // The last is where a cluster without configuration files of its own keeps what the controller sent.
    let places = [environment["SLURM_CONF"], "/etc/slurm/slurm.conf", "/run/slurm/conf/slurm.conf"]
    guard let path = places.compactMap({ $0 }).first(where: { File.status($0)?.isFile == true })
    else { return [] }
    var names: [String] = []
    read(path, depth: 0, into: &names)
    return names
  }

  private static func read(_ path: String, depth: Int, into names: inout [String]) {
    guard depth <= deepest, let bytes = try? File.contents(path) else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first else { continue }
      if first.lowercased() == "include", words.count == 2 {
        let file = Path.join(Path.parent(path), String(words[1]))
        read(file, depth: depth + 1, into: &names)
        continue
      }
      let parts = first.split(separator: "=", maxSplits: 1)
      // DEFAULT sets what the lines behind it have in common.
      guard parts.count == 2, parts[0].lowercased() == "partitionname", parts[1] != "DEFAULT"
      else { continue }
      names += parts[1].split(separator: ",").map(String.init).filter { !names.contains($0) }
    }
  }
}
