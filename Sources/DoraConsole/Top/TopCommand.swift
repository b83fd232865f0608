import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora top`: all XPs on a full screen, to be filtered, sorted, followed and cancelled by keys.
struct TopCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora top",
    abstract: "Watch XPs on a full screen; keys filter, sort, follow and cancel them.",
    usage: "dora top [--interval <seconds>] [--sort <order>] [--live] [--color <when>] [<sig>...]")

  @Option(help: ArgumentHelp("Look anew so often.", valueName: "seconds")) var interval = 2.0

  @Option(help: ArgumentHelp("The order.", valueName: "order")) var sort = TopList.Order.state

  @Flag(help: "Begin with those alone that are pending or running.") var live = false

  @OptionGroup var color: ColorOptions
  @OptionGroup var xps: SigArguments

  func validate() throws {
    if !(interval >= 0.1) { throw ValidationError("--interval takes 0.1 or more seconds") }
  }

  func execute(_ console: Console) throws -> Int32 {
    let names = xps.sigs.isEmpty ? nil : xps.sigs
    let verb = TopVerb(try console.project(), names: names)
    var list = TopList()
    list.order = sort
    list.showsAll = !live
    // What is wrong with the words has to be said before the screen is taken.
    list.update(try verb.items())
    guard let screen = FullScreen(console) else {
      throw Porcelain.Misused(
        message: "'dora top' needs a terminal", hint: "'dora status' is for everything else")
    }
    var view = TopView(list: list, paint: console.paint(color))
    var due = console.now + interval
    while true {
      screen.draw(view.lines(on: console.screen, now: console.now))
      if let key = screen.key(within: max(0, due - console.now)) {
        if try press(key, &view, verb, console) { return Exit.done.rawValue }
      }
      if console.now >= due {
        view.list.update(try verb.items())
        // Looking takes at most a tenth of the time, however many XPs there are.
        let start = console.now
        try look(&view, verb, console)
        due = start + max(interval, 10 * (console.now - start))
      }
    }
  }

  /// Does what a key says; true when that's to leave.
  private func press(
    _ key: FullScreen.Key, _ view: inout TopView, _ verb: TopVerb, _ console: Console
  ) throws -> Bool {
    let page = max(1, console.screen.height - TopView.frame)
    switch view.press(key, page: page) {
    case .leave: return true
    case .cancel(let sig):
      screenMessage(&view, "cancelling \(sig)")
      try verb.cancel(sig)
      view.list.update(try verb.items())
      screenMessage(&view, "cancelled \(sig)")
    case .look: try look(&view, verb, console)
    case .none: break
    }
    return false
  }

  private func screenMessage(_ view: inout TopView, _ text: String) { view.message = text }

  /// Reads the log again that is looked at.
  private func look(_ view: inout TopView, _ verb: TopVerb, _ console: Console) throws {
    guard let sig = view.looksAt else { return }
    view.answer = try verb.why(sig, lines: console.screen.height)
  }
}

extension TopList.Order: ExpressibleByArgument {}
