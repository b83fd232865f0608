import DoraSystem

/// The GPUs of this machine, as CUDA names them.
package enum GPUs {
  /// Those that a program with this environment may see.
  package static func visible(environment: [String: String]) -> [String] {
    guard let named = environment["CUDA_VISIBLE_DEVICES"] else { return present }
    var visible: [String] = []
    for part in named.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(part.drop { $0 == " " }.prefix { $0 != " " })
      // CUDA stops at the first name that isn't one: -1, NoDevFiles, nothing.
      guard !name.isEmpty, !name.hasPrefix("-"), name != "NoDevFiles" else { break }
      if !visible.contains(name) { visible.append(name) }
    }
    return visible
  }

  /// Those that NVIDIA's driver has found.
  private static var present: [String] {
    var count = (try? File.names(in: "/proc/driver/nvidia/gpus"))?.count ?? 0
    if count == 0 {
      // Some containers have the devices, but not the driver's folder.
      count =
        ((try? File.names(in: "/dev")) ?? []).filter { name in
          name.hasPrefix("nvidia") && Int(name.dropFirst("nvidia".count)) != nil
        }.count
    }
    return (0..<count).map(String.init)
  }
}
