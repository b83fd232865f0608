import DoraModel

/// The page of `dora report`: one file that needs no network, nor anything beside a browser.
enum ReportPage {
  /// The page with these XPs in it, as `ReportVerb` tells of them.
  static func bytes(_ data: JSON) -> [UInt8] {
    var json: [UInt8] = []
    for byte in PythonJSON.bytes(data) {
      // Nothing in a name or an argument may end the element that it stands in.
      if byte == UInt8(ascii: "<") { json += Array("\\u003c".utf8) } else { json.append(byte) }
    }
    let head = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>dora</title>
      <style>
      \(style)
      </style>
      </head>
      <body>
      \(body)
      <script id="data" type="application/json">

      """
    let foot = """

      </script>
      <script>
      \(script)
      \(curves)
      \(parallel)
      </script>
      </body>
      </html>

      """
    return Array(head.utf8) + json + Array(foot.utf8)
  }

  private static let body = #"""
    <header>
      <h1></h1><p id="about"></p><span class="grow"></span>
      <input id="filter" type="search" placeholder="filter by name, sig, state" aria-label="filter">
      <button id="clear" hidden>choose none</button>
      <button id="theme" aria-label="light or dark">◐</button>
    </header>
    <section id="curves-section">
      <div class="tools">
        <h2>Curves</h2>
        <label>metric <select id="metric"></select></label>
        <label>smoothing <input id="smooth" type="range" min="0" max="0.98" step="0.02" value="0"></label>
        <label><input id="log-y" type="checkbox"> log y</label>
        <label><input id="log-x" type="checkbox"> log x</label>
      </div>
      <canvas id="curves" height="320"></canvas>
    </section>
    <section id="parallel-section">
      <div class="tools">
        <h2>Parallel coordinates</h2>
        <label>colour <select id="shade"></select></label>
        <label><input id="log-axes" type="checkbox"> log axes</label>
        <label>drag along an axis to keep a range; click on it to let go</label>
      </div>
      <canvas id="parallel" height="300"></canvas>
    </section>
    <section>
      <div class="tools"><h2>XPs</h2><label id="count"></label>
        <label>click a title to sort, a row to choose it; by keys: tab, arrows, enter</label></div>
      <div class="scroll"><table id="table"><thead></thead><tbody></tbody></table></div>
    </section>
    <section id="difference-section" hidden>
      <div class="tools"><h2>Arguments that differ</h2><label>among the chosen XPs</label></div>
      <div class="scroll"><table id="difference"><thead></thead><tbody></tbody></table></div>
    </section>
    <div id="tip"></div>
    """#
}
