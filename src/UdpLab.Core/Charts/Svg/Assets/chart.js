"use strict";
// Reads marks of static charts out when they are pointed at, and makes charts by uPlot of those that have values. Names become text only.
(() => {
  const font = "12px system-ui, 'DejaVu Sans', Verdana, sans-serif";
  const hint = "Point at a mark or use the arrow keys to read its value; drag to zoom, double-click to reset.";
  const exponent = v => v.toExponential(2).replace(/\.?0*e([+-])(\d)$/, "E$10$2").replace(/\.?0*e/, "E");
  const isOdd = (v, most) => v !== 0 && (Math.abs(v) < 0.001 || Math.abs(v) >= most);
  const full = v => isOdd(v, 1e18) ? exponent(v) : v.toLocaleString("en-US", { maximumFractionDigits: Math.abs(v) >= 100 ? 0 : 4 });
  const short = v => {
    if (isOdd(v, 999.5e12)) {
      return exponent(v);
    }
    const size = Math.abs(v), [unit, letter] = size >= 1e12 ? [1e12, "T"] : size >= 1e9 ? [1e9, "G"] : size >= 1e6 ? [1e6, "M"] : size >= 1e4 ? [1e3, "k"] : [1, ""];
    return String(Number((v / unit).toPrecision(3))) + letter;
  };

  // Labels that would be cut to the same text lose their beginning instead, as far as it is the same.
  const fit = (texts, room) => {
    const cut = texts.map(text => text.length <= room ? text : text.slice(0, room - 1) + "…");
    return texts.map((text, i) => {
      const same = texts.filter((_, j) => cut[j] === cut[i]);
      if (same.every(other => other === text)) {
        return cut[i];
      }
      let common = 0;
      while (same.every(other => other.length > common && other[common] === text[common])) {
        common++;
      }
      const rest = "…" + text.slice(Math.min(common, Math.max(0, text.length - room + 1)));
      return rest.length <= room ? rest : rest.slice(0, room - 1) + "…";
    });
  };

  // A page that a browser saved with what a script added: it is added again.
  document.querySelectorAll(".lab-live, .lab-readout").forEach(old => old.remove());

  for (const svg of document.querySelectorAll("svg.lab-chart")) {
    const plot = svg.closest(".lab-plot"), drawn = plot ? [...plot.querySelectorAll(":scope > svg.lab-chart")] : [svg];
    if (drawn[0] !== svg) {
      continue;
    }
    const readout = document.createElement("p"), values = plot?.querySelector(":scope > script[type='application/json']");
    readout.className = "lab-readout";
    readout.setAttribute("role", "status");
    drawn[drawn.length - 1].after(readout);
    for (const one of drawn) {
      const marks = [...one.querySelectorAll(".m")];
      const say = mark => {
        one.querySelector(".m.on")?.classList.remove("on");
        readout.textContent = mark ? mark.querySelector("title").textContent : "";
      };
      one.addEventListener("pointerover", event => say(event.target.closest(".m")));
      if (marks.length > 0) {
        one.setAttribute("tabindex", "0");
        one.addEventListener("blur", () => say(null));
        walk(one, () => marks.length, () => marks.indexOf(one.querySelector(".m.on")), i => {
          say(marks[i]);
          marks[i].classList.add("on");
        });
      }
    }
    if (values) {
      live(svg, plot, readout, JSON.parse(values.textContent));
    }
  }

  // The arrow keys go from mark to mark.
  function walk(element, count, now, go) {
    element.addEventListener("keydown", event => {
      const at = now(), last = count() - 1, keys = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at < 0 ? last : at - 1, ArrowUp: at < 0 ? last : at - 1, Home: 0, End: last };
      if (event.key in keys && !event.ctrlKey && !event.altKey && !event.metaKey && last >= 0) {
        event.preventDefault();
        go(Math.min(last, Math.max(0, keys[event.key])));
      }
    });
  }

  function live(svg, box, readout, chart) {
    let colours;
    const read = () => {
      const style = getComputedStyle(svg);
      colours = name => style.getPropertyValue("--" + name).trim();
    };
    read();
    const count = chart.series.length, wide = 0.8 / count;
    const places = chart.series.map((_, s) => chart.xs.map((_, i) => chart.bars ? i - 0.4 + wide * (s + 0.5) : chart.at ? chart.at[i] : i));
    const xs = [...new Set(places.flat())].sort((a, b) => a - b), index = new Map(xs.map((x, i) => [x, i]));
    const at = chart.series.map(() => xs.map(() => null));      // the index of X at each place
    places.forEach((row, s) => row.forEach((x, i) => { at[s][index.get(x)] = chart.series[s].points[i] ? i : null; }));
    const point = (s, k) => at[s][k] === null ? null : chart.series[s].points[at[s][k]];
    const data = [xs, ...chart.series.map((_, s) => xs.map((_, k) => point(s, k)?.[0] ?? null))];
    const named = chart.bars || !chart.at, aside = named ? 0.5 : (xs[xs.length - 1] - xs[0]) * 0.02 || 1;
    let chosen = null;    // the point that the arrow keys went to
    const whole = chart.bars ? [-0.5, chart.xs.length - 0.5] : [xs[0] - aside, xs[xs.length - 1] + aside];
    const seen = (u, k) => xs[k] >= u.scales.x.min && xs[k] <= u.scales.x.max;

    const extent = u => {    // uPlot knows the range of X as that of the first series by now, and sets its scale later
      let low = 0, high = 0;
      chart.series.forEach((_, s) => xs.forEach((_, k) => {
        const p = point(s, k);
        if (p && u.series[s + 1].show && xs[k] >= u.series[0].min && xs[k] <= u.series[0].max) {
          [low, high] = [Math.min(low, p[0], p[1]), Math.max(high, p[0], p[2])];
        }
      }));
      for (const line of chart.references) {
        [low, high] = [Math.min(low, line.value), Math.max(high, line.value * 1.06)];    // and room for its label
      }
      return low === high ? [0, 1] : [low * 1.06, high * 1.06];
    };

    const fill = (s, scale = devicePixelRatio) => {
      const tile = svg.querySelector(`pattern[id$="-${s % 8}"] path`), colour = colours("c" + s % 8);
      if (!tile) {
        return colour;
      }
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [8 * scale, 8 * scale];
      const pen = canvas.getContext("2d"), path = new Path2D(tile.getAttribute("d"));
      pen.scale(scale, scale);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 8, 8);
      pen.fillStyle = pen.strokeStyle = colours("back");
      pen.fill(path);
      pen.stroke(path);
      return pen.createPattern(canvas, "repeat");
    };

    const mark = (pen, s, x, y, r) => {
      const ends = [null, [[0, -1.15], [1, 0.75], [-1, 0.75]], [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]], [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]][s % 4];
      pen.beginPath();
      if (ends) {
        ends.forEach(([dx, dy]) => pen.lineTo(x + dx * r, y + dy * r));
        pen.closePath();
      } else {
        pen.arc(x, y, r, 0, 7);
      }
      pen.fillStyle = s % 8 >= 4 ? colours("back") : colours("c" + s % 8);
      pen.fill();
      pen.stroke();
    };

    const draw = u => {
      const pen = u.ctx, scale = devicePixelRatio, small = xs.length > 60, { left, top, width, height } = u.bbox;
      pen.save();
      pen.beginPath();
      pen.rect(left, top, width, height);
      pen.clip();
      chart.series.forEach((_, s) => xs.forEach((x, k) => {
        const p = point(s, k);
        if (!p || !u.series[s + 1].show || !seen(u, k)) {
          return;
        }
        const px = u.valToPos(x, "x", true), [middle, low, high] = [p[0], p[1], p[2]].map(v => u.valToPos(v, "y", true)), cap = (small ? 0 : 4) * scale;
        pen.lineWidth = 1.5 * scale;
        pen.strokeStyle = chart.bars && p[3] > 1 ? colours("text") : colours("c" + s % 8);
        pen.beginPath();
        if (p[3] > 1) {
          [[px - cap, low, px + cap, low], [px, low, px, high], [px - cap, high, px + cap, high]].forEach(([x0, y0, x1, y1]) => { pen.moveTo(x0, y0); pen.lineTo(x1, y1); });
        } else if (chart.bars) {
          pen.setLineDash([2 * scale, 3 * scale]);
          pen.moveTo(px, u.valToPos(0, "y", true));
          pen.lineTo(px, middle);
        }
        pen.stroke();
        pen.setLineDash([]);
        if (!chart.bars || p[3] === 1) {
          mark(pen, s, px, middle, (small ? 2 : 4) * scale);
        }
      }));
      pen.font = `${11 * scale}px system-ui, 'DejaVu Sans', Verdana, sans-serif`;
      [pen.textAlign, pen.textBaseline] = ["left", "bottom"];
      pen.fillStyle = pen.strokeStyle = colours("ref");
      for (const line of chart.references) {
        const y = u.valToPos(line.value, "y", true);
        pen.setLineDash([10 * scale, 5 * scale]);
        pen.beginPath();
        pen.moveTo(left, y);
        pen.lineTo(left + width, y);
        pen.stroke();
        pen.setLineDash([]);
        pen.fillText(`${line.name} ${short(line.value)}`, left + 6 * scale, y - 2 * scale);
      }
      pen.restore();
    };

    const describe = (s, k) => {
      const p = point(s, k), unit = chart.unit ? " " + chart.unit : "";
      const sure = p[3] === 1 ? "n = 1" : `median of n = ${p[3]}, ${p[4] ? "95 % interval" : "range"} ${full(p[1])} to ${full(p[2])}`;
      return `${chart.x} ${chart.xs[at[s][k]]}${chart.by === null ? "" : `, ${chart.by} ${chart.series[s].name}`}: ${full(p[0])}${unit} (${sure})`;
    };
    const readOut = u => {
      const k = u.cursor.idx, all = k === null || k === undefined || u.cursor.left < 0 ? [] : chart.series.map((_, s) => s).filter(s => point(s, k) && u.series[s + 1].show);
      const near = s => Math.abs(u.valToPos(point(s, k)[0], "y") - u.cursor.top);
      const s = chosen && chosen[1] === k ? chosen[0] : all.sort((a, b) => near(a) - near(b))[0];
      readout.textContent = s === undefined ? hint : describe(s, k);
    };

    const axis = { stroke: () => colours("text"), font, labelFont: font, grid: { stroke: () => colours("grid"), width: 1 }, ticks: { show: false }, border: { show: true, stroke: () => colours("quiet"), width: 1 } };
    const marks = named ? chart.xs.map((_, i) => i) : chart.at.length <= 12 ? xs : null;
    const splits = marks ? (u, axis, low, high) => marks.filter(x => x >= low && x <= high) : undefined;
    const texts = (u, at) => {    // without those that would overlap, and cut where there are few
      const room = Math.max(6, Math.floor(u.bbox.width / devicePixelRatio / Math.max(1, at.length) / 7.8) - 1);
      const all = fit(at.map(x => named ? chart.xs[x] : short(x)), room);
      let free = -Infinity;
      return at.map((x, i) => {
        const cut = all[i];
        const half = cut.length * 3.8, middle = u.valToPos(x, "x");
        return middle - half < free ? "" : (free = middle + half + 6, cut);
      });
    };
    const size = () => ({ width: Math.max(200, box.clientWidth), height: box.clientWidth < 500 ? 240 : 320 });
    const target = document.createElement("div");
    target.className = "lab-live";
    target.setAttribute("role", "img");
    target.setAttribute("aria-label", [...svg.querySelectorAll(":scope > title, :scope > desc")].map(part => part.textContent).join(". "));
    readout.before(target);
    box.classList.add("live");
    const dashes = [[], [8, 4], [2, 3], [8, 3, 2, 3], [14, 4], [14, 4, 2, 4], [8, 3, 8, 3, 2, 3], [8, 3, 2, 3, 2, 3]];
    const plot = new uPlot({
      ...size(),
      padding: [12, 16, 0, 0],
      legend: { show: count > 1, live: false, markers: { width: 0, fill: () => "transparent" } },
      cursor: { drag: { x: true, y: false, dist: 5 }, points: { size: 9, stroke: () => colours("text"), fill: "transparent", width: 2 }, y: false },
      scales: { x: { time: false, range: (u, low, high) => xs.length === 1 || low === xs[0] && high === xs[xs.length - 1] ? whole : [low, high] }, y: { range: extent } },
      axes: [
        { ...axis, label: chart.x, size: 26, labelSize: 20, grid: { show: false }, splits, values: texts },
        { ...axis, label: chart.y, size: 52, labelSize: 20, values: (u, at) => at.map(short) },
      ],
      series: [{}, ...chart.series.map((series, s) => ({
        label: series.name || chart.y,
        stroke: () => colours("c" + s % 8),
        width: chart.bars ? 0 : 2,
        dash: chart.bars ? undefined : dashes[s % 8],
        points: { show: false },
        ...(chart.bars ? { fill: () => fill(s), paths: bars(s) } : {}),
      }))],
      hooks: { draw: [draw], setCursor: [readOut] },
    }, data, target);

    // Single values are points, not bars.
    function bars(s) {
      const build = uPlot.paths.bars({ size: [0.88, Infinity], align: 0 });
      return (u, i, from, to) => chart.series[s].points.every(p => !p || p[3] === 1) ? null : build(u, i, from, to);
    }
    // The legend shows each series' pattern, or its dashes and mark.
    const samples = () => plot.root.querySelectorAll(".u-legend .u-marker").forEach((box, s) => {
      const canvas = document.createElement("canvas"), scale = devicePixelRatio, [width, height] = chart.bars ? [14, 12] : [30, 12];
      [canvas.width, canvas.height] = [width * scale, height * scale];
      const pen = canvas.getContext("2d");
      pen.scale(scale, scale);
      pen.strokeStyle = colours("c" + s % 8);
      pen.lineWidth = 1.5;
      if (chart.bars) {
        pen.fillStyle = fill(s, 1);
        pen.fillRect(0, 0, width, height);
      } else {
        pen.setLineDash(dashes[s % 8]);
        pen.beginPath();
        pen.moveTo(0, height / 2);
        pen.lineTo(width, height / 2);
        pen.stroke();
        pen.setLineDash([]);
        mark(pen, s, width / 2, height / 2, 4);
      }
      box.replaceChildren(canvas);
    });
    samples();
    readout.textContent = hint;
    target.setAttribute("tabindex", "0");
    const points = () => xs.flatMap((_, k) => chart.series.map((_, s) => [s, k])).filter(([s, k]) => point(s, k) && plot.series[s + 1].show && seen(plot, k));
    walk(target, () => points().length, () => chosen ? points().findIndex(([s, k]) => s === chosen[0] && k === chosen[1]) : -1, i => {
      chosen = points()[i];
      const [s, k] = chosen;
      plot.setCursor({ left: plot.valToPos(xs[k], "x"), top: plot.valToPos(point(s, k)[0], "y") });
    });
    const leave = () => {
      chosen = null;
      plot.setCursor({ left: -10, top: -10 });
    };
    target.addEventListener("blur", leave);
    target.addEventListener("pointermove", () => { chosen = null; }, true);
    new ResizeObserver(() => {
      if (box.clientWidth > 0 && size().width !== plot.width) {
        plot.setSize(size());
      }
    }).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { read(); samples(); plot.redraw(true, true); });
  }
})();
