import Glibc

/// The terminal's size, in columns and lines.
struct Screen: Equatable {
  var width: Int
  var height: Int
}

extension Console {
  /// Whether stdout is a terminal that can be drawn on.
  var isTerminal: Bool {
    (isatty(1) == 1 || pager != nil) && (variable("TERM") ?? "dumb") != "dumb"
  }

  /// Whether output is coloured: as was chosen, or else on a terminal without NO_COLOR.
  var hasColor: Bool {
    switch colorChoice ?? .auto {
    case .always: true
    case .never: false
    case .auto: isTerminal && (variable("NO_COLOR") ?? "").isEmpty
    }
  }

  /// The terminal's size now; one that doesn't say is as wide as COLUMNS, or 80.
  var screen: Screen {
    var size = winsize()
    // Paged, our own output is a pipe.
    let file: Int32 = pager == nil ? 1 : 0
    if ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 {
      return Screen(width: Int(size.ws_col), height: Int(size.ws_row))
    }
    let width = variable("COLUMNS").flatMap { Int($0) } ?? 80
    let height = variable("LINES").flatMap { Int($0) } ?? 24
    return Screen(width: max(20, width), height: max(5, height))
  }

  /// A time for people, in the zone of this machine: `2025-01-31 09:07`.
  func local(_ seconds: Int) -> String {
    var time = time_t(seconds)
    var parts = tm()
    localtime_r(&time, &parts)
    func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
    let day = "\(1900 + parts.tm_year)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return "\(day) \(two(parts.tm_hour)):\(two(parts.tm_min))"
  }

  func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
