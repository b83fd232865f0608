import DoraTestSupport
import Foundation

/// A real sshd on this machine, with keys and a port of its own; it's ended by its own id.
final class SSHServer {
  private let home: Sandbox
  private let daemon: Daemon
  let port: Int

  init() throws {
    home = try Sandbox()
    let command = Command(in: home.path)
    for key in ["host", "user", "stranger"] {
      try command.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key])
    }
    try home.write(
      """
      ListenAddress 127.0.0.1
      HostKey \(home.file("host"))
      AuthorizedKeysFile \(home.file("user.pub"))
      PidFile none
      StrictModes no
      UsePAM no
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      PermitUserEnvironment no

      """, to: "config")
    // As root it wants an empty folder, which Debian's service makes.
    if getuid() == 0 { try command.run(["mkdir", "-p", "/run/sshd"]) }
    let words = ["/usr/sbin/sshd", "-D", "-e", "-f", home.file("config"), "-p"]
    (port, daemon) = try FreePort.serve(log: home.file("log")) { words + ["\($0)"] }
    try home.write(
      "[127.0.0.1]:\(port) \(try home.read("host.pub"))", to: "known")
  }

  func end() { daemon.end() }

  /// How git comes in, with the key that is known here, or another.
  func command(key: String = "user") -> String {
    "ssh -F none -i \(home.file(key)) -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes"
      + " -o UserKnownHostsFile=\(home.file("known")) -o StrictHostKeyChecking=yes"
  }

  func address(_ path: String) -> String { "ssh://127.0.0.1:\(port)\(path)" }
}

/// Ports of this machine that nobody listens at.
enum FreePort {
  /// Starts a server that listens at a port of its own; another's that is faster has it try the next one.
  static func serve(
    log: String, _ words: (_ port: Int) -> [String]
  ) throws -> (port: Int, daemon: Daemon) {
    for _ in 0..<10 {
      let port = try find()
      let daemon = try Daemon(words(port), log: log)
      if answers(port, while: { daemon.isRunning }) { return (port, daemon) }
    }
    throw POSIXError(.ECONNREFUSED)
  }

  private static func find() throws -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw POSIXError(.EMFILE) }
    defer { close(socket) }
    var address = loopback(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, size) + getsockname(socket, $0, &size)
      }
    }
    guard status == 0 else { throw POSIXError(.EADDRINUSE) }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Whether somebody listens at a port, sooner or later.
  private static func answers(_ port: Int, while mayCome: () -> Bool) -> Bool {
    let end = Date.now.addingTimeInterval(300)
    while Date.now < end, mayCome() {
      let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(socket) }
      var address = loopback(port)
      let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if status == 0 { return mayCome() }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return false
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    return address
  }
}
