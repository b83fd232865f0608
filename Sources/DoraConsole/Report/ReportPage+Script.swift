extension ReportPage {
  /// What is shown, its table, and what chosen XPs differ in.
  static let script = #"""
    "use strict";
    // Without a prototype: a metric may be called "constructor".
    const bare = (key, value) => value && typeof value === "object" && !Array.isArray(value)
      ? Object.assign(Object.create(null), value) : value;
    const data = JSON.parse(document.getElementById("data").textContent, bare);
    const xps = data.xps, find = id => document.getElementById(id);
    const state = {sort: "index", down: false, filter: "", chosen: new Set(), ranges: new Map()};

    // Arguments and last metrics as columns, in the order in which they were met.
    const keys = list => [...new Set(list.flatMap(Object.keys))];
    const args = keys(xps.map(xp => xp.delta)).filter(key =>
      new Set(xps.map(xp => JSON.stringify(xp.delta[key]))).size > 1);
    const metrics = keys(xps.map(xp => xp.last));
    const curves = keys(xps.map(xp => xp.history));
    const columns = [
      {name: "index", title: "#", of: xp => xp.index}, {name: "sig", title: "sig", of: xp => xp.sig},
      {name: "state", title: "state", of: xp => xp.state},
      ...args.map(key => ({name: "a:" + key, title: key, of: xp => xp.delta[key]})),
      ...metrics.map(key => ({name: "m:" + key, title: key, of: xp => xp.last[key], metric: true}))];
    const isNumber = value => typeof value === "number";
    for (const column of columns)
      column.number = xps.some(xp => isNumber(column.of(xp)))
        && xps.every(xp => column.of(xp) == null || isNumber(column.of(xp)));

    const shown = value => value == null ? "" : !isNumber(value) ? (typeof value === "string" ? value : JSON.stringify(value))
      : Number.isInteger(value) ? String(value) : Number(value.toPrecision(4)).toString();
    const hue = xp => `hsl(${(xp.index * 137.508) % 360} 62% ${dark() ? 64 : 44}%)`;
    const theme = matchMedia("(prefers-color-scheme: dark)");
    const dark = () => document.documentElement.dataset.theme === "dark";
    const ink = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name);

    function element(tag, text, parent, classes) {
      const made = document.createElement(tag);
      if (text != null) made.textContent = text;
      if (classes) made.className = classes;
      if (parent) parent.append(made);
      return made;
    }

    /* What a click does, Enter and the space bar do as well. */
    function press(node, act) {
      node.onclick = act;
      node.onkeydown = event => {
        if (event.target !== node || (event.key !== "Enter" && event.key !== " ")) return;
        event.preventDefault();
        act();
      };
    }

    /* Which XPs are looked at. */
    function isKept(xp) {
      const words = [xp.sig, xp.state, xp.name].join(" ").toLowerCase();
      if (!words.includes(state.filter.toLowerCase())) return false;
      for (const [axis, [low, high]] of state.ranges) {
        const place = axis.place(xp);
        if (place == null || place < low || place > high) return false;
      }
      return true;
    }
    let kept = xps;
    function choose() {
      kept = xps.filter(isKept);
      drawTable(); drawCurves(); drawParallel(); drawDifference();
    }
    const looked = () => {
      const chosen = kept.filter(xp => state.chosen.has(xp.sig));
      return chosen.length ? chosen : kept;
    };

    /* The table. */
    function compare(a, b) {
      if (a == null || b == null) return a == null ? (b == null ? 0 : 1) : -1;
      const order = isNumber(a) && isNumber(b) ? a - b : String(a).localeCompare(String(b), "en", {numeric: true});
      return state.down ? -order : order;
    }
    const rows = new Map();
    function drawTable() {
      const head = find("table").tHead, body = find("table").tBodies[0];
      head.textContent = "";
      const line = element("tr", null, head);
      for (const column of columns) {
        const arrow = column.name === state.sort ? (state.down ? " ↓" : " ↑") : "";
        const title = element("th", column.title + arrow, line, column.number ? "number" : "");
        title.tabIndex = 0;
        title.ariaSort = column.name !== state.sort ? "none" : state.down ? "descending" : "ascending";
        press(title, () => {
          state.down = state.sort === column.name ? !state.down : false;
          state.sort = column.name;
          drawTable();
          find("table").tHead.rows[0].cells[columns.indexOf(column)].focus();
        });
      }
      const column = columns.find(column => column.name === state.sort);
      const sorted = [...kept].sort((a, b) => compare(column.of(a), column.of(b)) || a.index - b.index);
      for (const xp of xps) if (!rows.has(xp)) rows.set(xp, row(xp));
      for (const [xp, made] of rows) {
        made.classList.toggle("chosen", state.chosen.has(xp.sig));
        made.ariaSelected = state.chosen.has(xp.sig);
        made.tabIndex = xp === sorted[0] ? 0 : -1;
      }
      body.replaceChildren(...sorted.map(xp => rows.get(xp)));
      find("count").textContent = kept.length === xps.length ? `${xps.length} in all`
        : `${kept.length} of ${xps.length}`;
      find("clear").hidden = !state.chosen.size && !state.ranges.size;
    }
    function row(xp) {
      const line = element("tr");
      for (const column of columns) {
        const value = column.of(xp);
        const cell = element("td", null, line, column.number ? "number" : "");
        if (column.name === "sig") {
          element("span", null, cell, "dot").style.background = hue(xp);
          element("span", value, cell, "sig");
        } else if (column.name === "state") {
          element("span", value, cell, value === "N/A" ? "none" : value);
        } else cell.textContent = shown(value);
      }
      line.title = xp.argv;
      press(line, () => {
        if (!state.chosen.delete(xp.sig)) state.chosen.add(xp.sig);
        choose();
        line.focus({preventScroll: true});
      });
      // A tab stop for all rows, and arrows from one to the next.
      line.addEventListener("keydown", event => {
        const next = event.key === "ArrowDown" ? line.nextSibling : event.key === "ArrowUp" ? line.previousSibling : null;
        if (!next) return;
        event.preventDefault();
        next.focus();
      });
      return line;
    }

    /* What the chosen XPs differ in. */
    function drawDifference() {
      const chosen = xps.filter(xp => state.chosen.has(xp.sig));
      const differ = keys(chosen.map(xp => xp.delta)).filter(key =>
        new Set(chosen.map(xp => JSON.stringify(xp.delta[key]))).size > 1);
      find("difference-section").hidden = chosen.length < 2;
      const table = find("difference");
      table.tHead.textContent = table.tBodies[0].textContent = "";
      const head = element("tr", null, table.tHead);
      element("th", "argument", head);
      for (const xp of chosen) element("th", xp.sig, head, "sig");
      for (const key of differ) {
        const line = element("tr", null, table.tBodies[0]);
        element("td", key, line);
        for (const xp of chosen) element("td", key in xp.delta ? shown(xp.delta[key]) : "default", line,
          key in xp.delta ? "" : "none");
      }
    }
    """#
}
