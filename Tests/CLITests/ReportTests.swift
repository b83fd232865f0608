import DoraTestSupport
import Foundation
import Testing

/// The page of `dora report`, as a browser shows it.
@Suite struct ReportTests {
  /// A project whose store has XPs with histories, written as a program would; `count` of them.
  private static func project(_ count: Int, entries: Int) throws -> ToyProject {
    let project = try ToyProject()
    let lines = (1...count).map { "--lr=\($0) --name=\($0 % 2 == 0 ? "even" : "</script><b>odd")" }
    let signed = try project.run(
      "dora-sig --stdin",
      input: lines.map { $0.replacing("<", with: "'<'") }.joined(separator: "\n"))
    #expect(signed.lines.count == count, "\(signed.error)")
    for (i, sig) in signed.lines.enumerated() {
      let history = (1...entries).map { entry in
        let loss = entry == 2 && i == 0 ? "NaN" : "\(Double(i + 1) / Double(entry))"
        return "{\"loss\": \(loss), \"valid\": {\"acc\": \(entry)}}"
      }
      try project.sandbox.write(
        "[\(history.joined(separator: ", "))]", to: "outputs/xps/\(sig)/history.json")
    }
    return project
  }

  /// What a script finds in the page, in a headless browser; it leaves its answer in `out`.
  private static func ask(_ page: String, _ script: String, in project: ToyProject) throws
    -> [String: Any]
  {
    let probe = """
      <script>{
      const out = {};
      const trs = id => [...document.querySelectorAll(`#${id} tbody tr`)];
      const title = name => [...document.querySelectorAll("#table th")].find(th => th.textContent.startsWith(name));
      const drawn = id => find(id).getContext("2d").getImageData(0, 0, find(id).width, find(id).height)
        .data.some(value => value);
      const filter = text => { find("filter").value = text; find("filter").oninput({target: find("filter")}); };
      \(script)
      document.title = JSON.stringify(out);
      }</script>
      """
    try project.sandbox.write(try project.sandbox.read(page) + probe, to: "probe.html")
    let outcome = try project.run(
      """
      HOME=$PWD/browser timeout 300 chromium --headless --no-sandbox --disable-gpu --window-size=1200,900 \\
        --dump-dom "file://$PWD/probe.html" 2> browser.log
      """)
    let answer = outcome.out.firstMatch(of: #/<title>(.*?)<\/title>/#)?.1 ?? ""
    let text = answer.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing(
      "&amp;", with: "&")
    let json = try? JSONSerialization.jsonObject(with: Data(text.utf8))
    let log = try project.sandbox.read("browser.log")
    return try #require(json as? [String: Any], "\(answer) \(log)")
  }

  @Test func `the page sorts, filters, draws and compares, light and dark`() throws {
    let project = try Self.project(3, entries: 4)
    let written = try project.run("dora report -o page.html --title='three <XPs>'")
    #expect(written.error == "wrote page.html\n")
    let page = try project.sandbox.read("page.html")
    #expect(!page.contains("http"), "nothing is fetched")
    let out = try Self.ask(
      "page.html",
      """
      out.heading = document.querySelector("h1").textContent;
      out.rows = trs("table").length;
      title("loss").click(); out.least = trs("table")[0].cells[3].textContent;
      title("loss").click(); out.most = trs("table")[0].cells[3].textContent;
      out.titles = [...document.querySelectorAll("#table th")].map(th => th.textContent.split(" ")[0]);
      filter("EVEN"); out.even = trs("table").length; filter("");
      out.curves = drawn("curves"); out.parallel = drawn("parallel");
      out.hidden = find("difference-section").hidden;
      trs("table")[0].click(); trs("table")[1].click();
      out.differ = trs("difference").map(tr => [...tr.cells].map(cell => cell.textContent));
      out.lines = lines.length;
      find("clear").click(); out.all = lines.length;
      find("log-y").checked = find("log-x").checked = true; find("smooth").value = 0.5; drawCurves();
      out.log = drawn("curves");
      dress(false); out.light = getComputedStyle(document.body).backgroundColor;
      find("theme").click(); out.dark = getComputedStyle(document.body).backgroundColor;
      state.ranges.set(axes.find(axis => axis.title === "lr"), [1.5, 3]); choose();
      out.kept = trs("table").length;
      """, in: project)
    #expect(out["heading"] as? String == "three <XPs>")
    #expect(out["rows"] as? Int == 3)
    #expect(out["least"] as? String == "1")
    #expect(out["most"] as? String == "3")
    #expect(
      out["titles"] as? [String]
        == ["#", "sig", "state", "lr", "name", "epoch", "loss", "valid.acc"], "\(out)")
    #expect(out["even"] as? Int == 1)
    for key in ["curves", "parallel", "log", "hidden"] {
      #expect(out[key] as? Bool == true, "\(key)")
    }
    let differ = out["differ"] as? [[String]]
    #expect(differ?.map { $0[0] } == ["lr", "name"])
    #expect(differ?.last == ["name", "</script><b>odd", "even"])
    #expect(out["lines"] as? Int == 2)
    #expect(out["all"] as? Int == 3)
    #expect(out["light"] as? String == "rgb(255, 255, 255)")
    #expect(out["dark"] as? String == "rgb(14, 17, 22)")
    #expect(out["kept"] as? Int == 2)
  }

  @Test func `keys sort and choose, and odd names and values are shown as they are`() throws {
    let project = try ToyProject()
    let sigs = try project.run("for i in 1 2 3; do dora-sig -- --lr=$i; done").lines
    let histories = [
      "[{\"loss\": NaN, \"constructor\": 7}, {\"loss\": Infinity, \"__proto__\": 3}]",
      "[{\"loss\": \"<i>text</i>\"}]", "[]",
    ]
    for (sig, history) in zip(sigs, histories) {
      try project.sandbox.write(history, to: "outputs/xps/\(sig)/history.json")
    }
    #expect(try project.run("dora report -o page.html").status == 0)
    let out = try Self.ask(
      "page.html",
      """
      const press = (node, key) => {
        node.focus();
        node.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
      };
      const cell = (row, name) => trs("table")[row].cells[columns.findIndex(column => column.title === name)].textContent;
      out.values = ["loss", "constructor", "__proto__"].map(name => [0, 1, 2].map(row => cell(row, name)));
      out.drawn = drawn("parallel");
      press(title("lr"), "Enter"); press(title("lr"), " ");
      out.most = cell(0, "lr"); out.sort = title("lr").ariaSort;
      out.focus = document.activeElement === title("lr");
      press(trs("table")[0], "ArrowDown");
      out.moved = document.activeElement === trs("table")[1];
      press(trs("table")[1], "Enter");
      out.chosen = trs("table").map(tr => tr.ariaSelected);
      press(trs("table")[1], " ");
      out.none = trs("table").filter(tr => tr.classList.contains("chosen")).length;
      """, in: project)
    // In the order of sigs.
    let order = sigs.sorted().compactMap { sigs.firstIndex(of: $0) }
    let shown = [
      ["Infinity", "<i>text</i>", ""], ["7", "", ""], ["3", "", ""],
    ]
    #expect(out["values"] as? [[String]] == shown.map { row in order.map { row[$0] } }, "\(out)")
    #expect(out["drawn"] as? Bool == true)
    #expect(out["most"] as? String == "3")
    #expect(out["sort"] as? String == "descending")
    #expect(out["focus"] as? Bool == true)
    #expect(out["moved"] as? Bool == true)
    #expect(out["chosen"] as? [String] == ["false", "true", "false"])
    #expect(out["none"] as? Int == 0)
  }

  @Test func `a thousand XPs are no other page`() throws {
    let project = try Self.project(1000, entries: 50)
    #expect(try project.run("dora-status | dora report -o page.html").status == 0)
    let out = try Self.ask(
      "page.html",
      """
      out.rows = trs("table").length; out.lines = lines.length;
      filter("even"); out.even = trs("table").length; filter("");
      title("loss").click(); out.least = trs("table")[0].cells[3].textContent;
      const start = performance.now();
      for (let i = 0; i < 10; i++) { find("smooth").value = i / 20; drawCurves(); drawParallel(); }
      out.milliseconds = (performance.now() - start) / 10;
      """, in: project)
    #expect(out["rows"] as? Int == 1000)
    #expect(out["lines"] as? Int == 1000)
    #expect(out["even"] as? Int == 500)
    #expect(out["least"] as? String == "1")
    print("1,000 curves and 1,000 lines: \(out["milliseconds"] ?? "?") ms a picture")
  }

  @Test func `it is of a grid that was made, of sigs, or of all`() throws {
    let project = try Self.project(2, entries: 1)
    try project.run("printf -- '--lr=1 --name=x\\n' | dora grid --stdin --init one")
    #expect(try project.run("dora report one").error == "wrote report.html\n")
    #expect(try project.sandbox.read("report.html").contains("\"title\": \"grid one\""))
    #expect(try project.run("dora report one -o - | grep -o '\"index\": [0-9]*'").lines.count == 1)
    #expect(
      try project.run("dora report -o - < /dev/null | grep -o '\"index\": [0-9]*'").lines.count == 3
    )
    let unknown = try project.run("dora report onn")
    #expect(unknown.status == 128)
    #expect(
      unknown.error.hasPrefix("fatal: no grid 'onn' was ever made here\nhint: did you mean 'one'? ")
    )
    #expect(try project.run("printf '' | dora report -").status == 128)
    #expect(try project.run("dora report one -o no/such/folder.html").status == 128)
    #expect(try project.run("echo 0000 | dora report -").status == 128)
  }
}
