import DoraModel
import DoraSystem
import Glibc

/// What this machine is, as far as it may change what a run comes to.
package enum Hardware {
  /// Host, system, CPU, GPUs and their driver, as members of a run's environment.
  ///
  /// `root` is where the kernel's files are: `/`.
  package static func facts(host: String, root: String = "/") -> [JSON.Member] {
    let driver = Path.join(root, "proc/driver/nvidia")
    return [
      JSON.Member("host", JSON(host)), JSON.Member("system", JSON(system(root))),
      JSON.Member("cpu", JSON(cpu(root))),
      JSON.Member("gpus", .array(gpus(driver).map { JSON($0) })),
      JSON.Member("driver", JSON(driverVersion(driver))),
    ]
  }

  /// The distribution and the kernel: `Debian GNU/Linux 12 (bookworm), Linux 6.1.0 x86_64`.
  private static func system(_ root: String) -> String {
    var names = utsname()
    uname(&names)
    let kernel = [text(names.sysname), text(names.release), text(names.machine)]
    let release = value(of: "PRETTY_NAME", in: Path.join(root, "etc/os-release"), after: "=")
    let name = release.map { $0.filter { $0 != "\"" } + ", " } ?? ""
    return name + kernel.joined(separator: " ")
  }

  private static func text(_ field: some Any) -> String {
    withUnsafeBytes(of: field) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static func cpu(_ root: String) -> String? {
    value(of: "model name", in: Path.join(root, "proc/cpuinfo"), after: ":")
  }

  /// The models of the GPUs that NVIDIA's driver has found, in its order.
  private static func gpus(_ driver: String) -> [String] {
    let folder = Path.join(driver, "gpus")
    let names = ((try? File.names(in: folder)) ?? []).sorted()
    return names.compactMap { name in
      value(of: "Model", in: Path.join(folder, "\(name)/information"), after: ":")
    }
  }

  /// The version of the kernel module: the first word of its line that is made of digits and dots.
  private static func driverVersion(_ driver: String) -> String? {
    let line = start(of: Path.join(driver, "version")).split(separator: "\n").first ?? ""
    return line.split(separator: " ").first { word in
      word.contains(".") && word.utf8.allSatisfy { $0 == UInt8(ascii: ".") || 48...57 ~= $0 }
    }.map(String.init)
  }

  /// What a line says behind its name.
  private static func value(
    of name: String, in path: String, after mark: Character
  ) -> String? {
    for line in start(of: path).split(separator: "\n") where line.hasPrefix(name) {
      guard let place = line.firstIndex(of: mark) else { continue }
      let words = line[line.index(after: place)...].split { $0 == " " || $0 == "\t" }
      return words.joined(separator: " ")
    }
    return nil
  }

  /// The first page of a file: a machine with many processors says the same of each of them.
  private static func start(of path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var page = [UInt8](repeating: 0, count: 4096)
    let count = read(file, &page, page.count)
    return String(decoding: page.prefix(max(0, count)), as: UTF8.self)
  }
}
