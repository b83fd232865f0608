extension ReportPage {
  /// Curves of metrics.
  static let curves = #"""
    /* Canvases in the pixels of the screen. */
    function canvas(id) {
      const made = find(id), width = made.clientWidth, height = +made.getAttribute("height"), scale = devicePixelRatio || 1;
      made.style.height = height + "px";
      if (made.width !== Math.round(width * scale)) made.width = Math.round(width * scale);
      made.height = Math.round(height * scale);
      const pen = made.getContext("2d");
      pen.scale(scale, scale);
      pen.font = "12px system-ui, sans-serif";
      return {made, pen, width, height};
    }
    function ticks(low, high, log) {
      if (log) {
        const found = [];
        for (let power = Math.floor(low); power <= Math.ceil(high); power++)
          for (const factor of high - low > 3 ? [1] : [1, 2, 5]) {
            const place = power + Math.log10(factor);
            if (place >= low && place <= high) found.push([place, factor * 10 ** power]);
          }
        return found;
      }
      const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
      const step = [1, 2, 5, 10].find(factor => factor * power >= rough) * power, found = [];
      for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step)
        found.push([value, Math.abs(value) < step * 1e-9 ? 0 : value]);
      return found;
    }

    /* Curves, smoothed by an exponential average that makes up for its beginning. */
    function smoothed(values, weight) {
      if (!weight) return values;
      let sum = 0, total = 0;
      return values.map(value => {
        if (value == null) return null;
        sum = sum * weight + value * (1 - weight);
        total = total * weight + (1 - weight);
        return sum / total;
      });
    }
    let lines = [];
    function drawCurves() {
      find("curves-section").hidden = !curves.length;
      if (!curves.length) return;
      const {pen, width, height} = canvas("curves");
      const logX = find("log-x").checked, logY = find("log-y").checked, weight = +find("smooth").value;
      const metric = find("metric").value;
      const x = value => logX ? Math.log10(value) : value;
      const y = value => value == null ? null : logY ? (value > 0 ? Math.log10(value) : null) : value;
      let low = Infinity, high = -Infinity, end = 1;
      const chosen = looked().filter(xp => xp.history[metric]).map(xp => {
        const points = smoothed(xp.history[metric], weight).map(y);
        for (const value of points) if (value != null) { low = Math.min(low, value); high = Math.max(high, value); }
        end = Math.max(end, points.length);
        return {xp, points};
      });
      pen.clearRect(0, 0, width, height);
      lines = [];
      if (low > high) return pen.fillText("nothing to draw", 60, 30);
      if (low === high) { low -= 0.5; high += 0.5; }
      const left = 62, right = width - 12, top = 10, bottom = height - 24;
      const last = Math.max(x(end), x(1) + (logX ? 0.01 : 1));
      const px = value => left + (x(value) - x(1)) / (last - x(1)) * (right - left);
      const py = value => bottom - (value - low) / (high - low) * (bottom - top);
      pen.strokeStyle = ink("line"); pen.fillStyle = ink("faint"); pen.lineWidth = 1;
      pen.textBaseline = "middle"; pen.textAlign = "right";
      for (const [place, value] of ticks(low, high, logY)) {
        pen.beginPath(); pen.moveTo(left, py(place)); pen.lineTo(right, py(place)); pen.stroke();
        pen.fillText(shown(value), left - 6, py(place));
      }
      pen.textBaseline = "top"; pen.textAlign = "center";
      for (const [place, value] of ticks(x(1), last, logX))
        if (Number.isInteger(value)) pen.fillText(shown(value), px(logX ? 10 ** place : place), bottom + 6);
      pen.globalAlpha = Math.max(0.12, Math.min(1, 30 / chosen.length));
      pen.lineWidth = chosen.length > 40 ? 1 : 1.6;
      for (const {xp, points} of chosen) {
        pen.strokeStyle = hue(xp);
        pen.beginPath();
        let open = false;
        const drawn = [];
        points.forEach((value, i) => {
          if (value == null) { open = false; return; }
          const to = [px(i + 1), py(value)];
          open ? pen.lineTo(...to) : pen.moveTo(...to);
          open = true;
          drawn.push([...to, i]);
        });
        pen.stroke();
        if (drawn.length === 1) { pen.fillStyle = hue(xp); pen.fillRect(drawn[0][0] - 2, drawn[0][1] - 2, 4, 4); }
        lines.push({xp, drawn});
      }
      pen.globalAlpha = 1;
    }
    function tell(event, text) {
      const tip = find("tip");
      tip.style.display = text ? "block" : "none";
      tip.textContent = text || "";
      tip.style.left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8) + "px";
      tip.style.top = event.clientY + 14 + "px";
    }
    find("curves").onpointermove = event => {
      let best = 400, found = null;
      for (const {xp, drawn} of lines) for (const [x, y, i] of drawn) {
        const far = (x - event.offsetX) ** 2 + (y - event.offsetY) ** 2;
        if (far < best) { best = far; found = [xp, i]; }
      }
      const metric = find("metric").value;
      tell(event, found && `${found[0].sig} ${found[0].name}: ${shown(found[0].history[metric][found[1]])} at ${found[1] + 1}`);
    };
    find("curves").onpointerleave = find("parallel").onpointerleave = event => tell(event, null);
    """#
}
