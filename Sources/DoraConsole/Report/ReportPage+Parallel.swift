extension ReportPage {
  /// Parallel coordinates, and how the page begins.
  static let parallel = #"""
    /* Parallel coordinates: an axis for each argument that varies, and for each metric. */
    const axes = columns.filter(column => column.name.includes(":")).filter(column =>
      new Set(xps.map(xp => JSON.stringify(column.of(xp)))).size > 1);
    // An argument that isn't said has its default, which is a choice like others.
    const word = (axis, xp) => axis.of(xp) == null && !axis.metric ? "default" : shown(axis.of(xp));
    for (const axis of axes) axis.values = axis.number ? null
      : [...new Set(xps.map(xp => word(axis, xp)).filter(text => text !== ""))].sort((a, b) => compare(a, b));
    function scale(axis) {
      const least = axis.values ? 0 : Math.min(...xps.map(axis.of).filter(isNumber));
      const log = least > 0 && find("log-axes").checked;
      if (axis.values) {
        axis.low = -0.5; axis.high = axis.values.length - 0.5; axis.log = false;
        axis.place = xp => word(axis, xp) === "" ? null : axis.values.indexOf(word(axis, xp));
        return;
      }
      const map = value => value == null || !isFinite(value) ? null : log ? (value > 0 ? Math.log10(value) : null) : value;
      axis.log = log;
      axis.place = xp => axis.of(xp) == null ? axis.base : map(axis.of(xp));
      axis.base = null;
      const places = xps.map(axis.place).filter(place => place != null);
      axis.low = Math.min(...places); axis.high = Math.max(...places);
      if (!(axis.low < axis.high)) { axis.low -= 0.5; axis.high = axis.low + 1; }
      axis.least = axis.low;
      // Whoever doesn't say a number has a place of its own below all that are said.
      if (!axis.metric && xps.some(xp => axis.of(xp) == null)) axis.low = axis.base = axis.low - 0.15 * (axis.high - axis.low);
    }
    const shade = (part) => `hsl(${240 - 240 * part} 70% ${dark() ? 60 : 45}%)`;
    function drawParallel() {
      find("parallel-section").hidden = axes.length < 2;
      if (axes.length < 2) return;
      const {pen, width, height} = canvas("parallel");
      const left = 70, right = width - 60, top = 34, bottom = height - 16;
      axes.forEach((axis, i) => axis.x = left + i * (right - left) / (axes.length - 1));
      const y = (axis, place) => bottom - (place - axis.low) / (axis.high - axis.low) * (bottom - top);
      const color = axes.find(axis => axis.name === find("shade").value) || axes[axes.length - 1];
      pen.clearRect(0, 0, width, height);
      const live = new Set(looked());
      const order = [...xps].sort((a, b) => live.has(a) - live.has(b));
      for (const xp of order) {
        const isLive = live.has(xp), place = color.place(xp);
        pen.globalAlpha = isLive ? Math.max(0.15, Math.min(0.9, 60 / live.size)) : 0.06;
        pen.strokeStyle = isLive && place != null ? shade((place - color.low) / (color.high - color.low)) : ink("faint");
        pen.lineWidth = isLive ? 1.4 : 1;
        pen.beginPath();
        let open = false;
        for (const axis of axes) {
          const at = axis.place(xp);
          if (at == null) continue;
          open ? pen.lineTo(axis.x, y(axis, at)) : pen.moveTo(axis.x, y(axis, at));
          open = true;
        }
        pen.stroke();
      }
      pen.globalAlpha = 1; pen.lineWidth = 1;
      const room = (right - left) / (axes.length - 1) - 8;
      for (const axis of axes) {
        pen.strokeStyle = ink("faint"); pen.fillStyle = ink("text"); pen.textAlign = "center"; pen.textBaseline = "alphabetic";
        pen.beginPath(); pen.moveTo(axis.x, top); pen.lineTo(axis.x, bottom); pen.stroke();
        pen.fillText(axis.title, axis.x, 14, room);
        pen.fillStyle = ink("faint"); pen.textAlign = "right"; pen.textBaseline = "middle";
        const marks = axis.values ? axis.values.map((value, i) => [i, value]) : ticks(axis.least, axis.high, axis.log);
        if (axis.base != null) marks.push([axis.base, "default"]);
        const every = Math.ceil(marks.length / 14);
        marks.forEach(([place, value], i) => { if (i % every === 0) pen.fillText(shown(value), axis.x - 5, y(axis, place), room); });
        const range = state.ranges.get(axis);
        if (range) {
          pen.fillStyle = ink("strong"); pen.globalAlpha = 0.35;
          pen.fillRect(axis.x - 6, y(axis, range[1]), 12, Math.max(2, y(axis, range[0]) - y(axis, range[1])));
          pen.globalAlpha = 1;
        }
      }
      find("parallel").back = (axis, pixel) => axis.low + (bottom - pixel) / (bottom - top) * (axis.high - axis.low);
    }
    let drag = null;
    find("parallel").onpointerdown = event => {
      const axis = axes.find(axis => Math.abs(axis.x - event.offsetX) < 12);
      if (!axis) return;
      find("parallel").setPointerCapture(event.pointerId);
      drag = {axis, from: find("parallel").back(axis, event.offsetY)};
    };
    find("parallel").onpointermove = event => {
      if (!drag) return;
      const to = find("parallel").back(drag.axis, event.offsetY);
      state.ranges.set(drag.axis, [Math.min(drag.from, to), Math.max(drag.from, to)]);
      drawParallel();
    };
    find("parallel").onpointerup = event => {
      if (!drag) return;
      const to = find("parallel").back(drag.axis, event.offsetY), span = Math.abs(to - drag.from);
      if (span < (drag.axis.high - drag.axis.low) / 60) state.ranges.delete(drag.axis);
      drag = null;
      choose();
    };

    /* Beginning. */
    function option(select, value, text) { element("option", text, select).value = value; }
    for (const metric of curves) option(find("metric"), metric, metric);
    const loss = curves.find(metric => /loss/i.test(metric));
    if (loss) find("metric").value = loss;
    for (const axis of axes) option(find("shade"), axis.name, axis.title);
    if (axes.length) find("shade").value = axes[axes.length - 1].name;
    document.title = data.title;
    document.querySelector("h1").textContent = data.title;
    find("about").textContent = [data.states, data.base && "all with " + data.base, data.time].filter(Boolean).join(" · ");
    function dress(dark) {
      document.documentElement.dataset.theme = dark ? "dark" : "light";
      rows.clear();
      choose();
    }
    find("theme").onclick = () => dress(!dark());
    theme.onchange = event => dress(event.matches);
    find("filter").oninput = event => { state.filter = event.target.value; choose(); };
    find("clear").onclick = () => { state.chosen.clear(); state.ranges.clear(); choose(); };
    for (const id of ["metric", "smooth", "log-x", "log-y"]) find(id).oninput = drawCurves;
    find("shade").oninput = drawParallel;
    find("log-axes").oninput = () => { axes.forEach(scale); state.ranges.clear(); choose(); };
    addEventListener("resize", () => { drawCurves(); drawParallel(); });
    axes.forEach(scale);
    dress(theme.matches);
    """#
}
