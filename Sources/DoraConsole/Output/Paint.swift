import ArgumentParser
import DoraModel

/// When output is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

struct ColorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "When to colour (default: color.ui, or auto).", valueName: "when"))
  var color: ColorChoice?
}

/// Colours for words of output, where colours are wanted.
struct Paint {
  enum Style: String {
    case plain = ""
    case good = "32"
    case bad = "31"
    case notable = "33"
    case strong = "1"
    case faint = "2"
  }

  let isOn: Bool

  func callAsFunction(_ text: String, _ style: Style) -> String {
    isOn && style != .plain && !text.isEmpty
      ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension Paint.Style {
  /// How a run's state looks everywhere.
  init(_ state: RunState?) {
    self =
      switch state {
      case .running: .good
      case .pending: .notable
      case .failed, .outOfMemory, .timeout, .nodeFail, .preempted: .bad
      case .completed, .cancelled, nil: .plain
      }
  }
}

extension Console {
  /// The colours of a command with these options.
  func paint(_ options: ColorOptions) -> Paint {
    colorChoice = options.color ?? colorChoice
    return Paint(isOn: hasColor)
  }
}
