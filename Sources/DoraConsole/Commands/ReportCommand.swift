import ArgumentParser
import DoraModel
import DoraSystem
import DoraVerbs

/// `dora report`: a page for the browser about a grid, or any XPs.
struct ReportCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora report",
    abstract: "Write one HTML file about a grid: table, curves, parallel coordinates.",
    usage: """
      dora report [-o <file>] [--title <title>] <grid>
      dora report [-o <file>] [--title <title>] [-]
      """)

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("The file; - is standard output.", valueName: "file"))
  var output = "report.html"

  @Option(help: "What the page is called.")
  var title: String?

  @Argument(help: "The grid, as it was last made; - or nothing: the XPs that stdin names, or all.")
  var grid: String?

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    let verb = ReportVerb(project)
    var names: [String]?
    if let grid, grid != "-" {
      names = try verb.sigs(of: grid)
    } else if grid == "-" || StandardInput.isSent {
      names = try StandardInput.records().map(\.sig).filter { $0 != "!" }
      if names?.isEmpty == true { throw VerbFailure.noXP }
    }
    let name = grid.flatMap { $0 == "-" ? nil : "grid \($0)" } ?? Path.name(project.root)
    let reading = SlowNotice("reading histories")
    let page = ReportPage.bytes(
      try verb.data(of: names, title: title ?? name, time: console.local(Int(console.now))))
    reading.end()
    if output == "-" {
      try console.output.data(page)
    } else {
      try File.replace(output, with: page)
      console.output.talk("wrote \(output)")
    }
    return Exit.done.rawValue
  }
}
