import Glibc

/// What the kernel tells of this machine.
package enum Machine {
  /// Another at each boot.
  package static var boot: String {
    let bytes = (try? File.contents("/proc/sys/kernel/random/boot_id")) ?? []
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// How many processes the kernel has killed for want of memory, since the boot; 0 where it doesn't say.
  package static var memoryKills: Int { count("oom_kill", in: "/proc/vmstat") }

  /// A number that a file of the kernel's has behind a name; 0 where it doesn't say.
  static func count(_ name: String, in path: String) -> Int {
    guard let bytes = try? File.contents(path) else { return 0 }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "))
      if words.count == 2, words[0].elementsEqual(name.utf8) {
        return Int(String(decoding: words[1], as: UTF8.self)) ?? 0
      }
    }
    return 0
  }

  /// A TCP port of the loopback that is free now, or nil when there is none.
  package static var freePort: Int? {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        bind(file, general, length) == 0 ? getsockname(file, general, &length) : -1
      }
    }
    return status == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
  }
}
