// A span of a timeline that is brushed: its reasons, the reader's states, and its flame graph, from the page's own data.
(() => {
    const figures = [...document.querySelectorAll("figure.timeline")];
    const count = new Intl.NumberFormat("en");
    const seconds = value => `${value.toFixed(3).replace(/\.?0+$/, "")} s`;

    // The measurements' lines of the data, read once, without keeping the others.
    let lines;
    const read = () => lines ??= (async () => {
        const wanted = new Set(figures.map(figure => Number(figure.dataset.run))), found = new Map();
        let rest = "", number = 0;
        const take = line => {
            if (line.slice(0, 80).includes('"Type":"SinkMeasurement"') && wanted.has(number++)) {
                const { Trace, Profile } = JSON.parse(line);
                found.set(number - 1, { axis: Trace.Axis, profile: Profile });
            }
        };
        const reader = (await tools.unpack("udplab-results")).body.pipeThrough(new TextDecoderStream()).getReader();
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
            const all = (rest + part.value).split("\n");
            rest = all.pop();
            all.forEach(take);
        }
        take(rest);
        return found;
    })();

    const flame = ({ Data: data }, from, to) => {
        const node = (name, kind, object) => ({ n: name, l: kind, s: object || undefined, v: 0, k: 0, below: new Map() });
        const root = node("all", "command"), time = data.Timeline;
        const add = (at, samples, weight) => {
            at.k += samples;
            at.v += weight;
        };
        time.Slots.forEach((slot, row) => {
            if (slot < from || slot >= to) {
                return;
            }
            const chain = data.Chains[time.Chains[row]], samples = time.Samples[row], weight = chain.Weight > 0 ? chain.Weight / chain.Samples * samples : samples;
            let at = root;
            const go = (name, kind, object) => {
                const key = `${kind}\n${name}\n${object}`;
                at.below.get(key) ?? at.below.set(key, node(name, kind, object));
                at = at.below.get(key);
                add(at, samples, weight);
            };
            add(root, samples, weight);
            go(chain.Command, "command", "");
            for (const number of chain.Functions.slice(-512).reverse()) {
                const { Name: name, Path: path, Scope: scope } = data.Functions[number], known = path !== "[unknown]", object = path.slice(path.lastIndexOf("/") + 1);
                go(name === "[unknown]" && known ? `[${object}]` : name, scope === "Kernel" ? "kernel" : "user", known ? object : "");
            }
        });
        const close = at => {
            const c = [...at.below.values()].sort((a, b) => a.n < b.n ? -1 : 1).map(close);
            const { below, ...rest } = at;
            return c.length ? { ...rest, c } : rest;
        };
        return { total: root.v, samples: root.k, differential: false, inverted: false, largest: 0.01, root: close(root) };
    };

    const element = (name, text) => {
        const made = document.createElement(name);
        made.textContent = text;
        return made;
    };
    const states = ["Running", "Preempted", "Waiting", "Asleep"];

    for (const figure of figures) {
        const track = figure.querySelector(".track"), panel = figure.querySelector(".span"), first = Number(figure.dataset.first), slots = Number(figure.dataset.slots);
        const brush = document.createElement("div");
        let span = null, asked = 0;
        brush.className = "brush";
        track.tabIndex = 0;
        track.setAttribute("aria-label", `${figure.querySelector("h3").textContent}: arrow keys move a span, with Shift they widen it`);

        // A span is [from, to) in slots of what is drawn.
        const mark = (from, to) => {
            from = Math.min(slots - 1, Math.max(0, from));
            span = [from, Math.min(slots, Math.max(from + 1, to))];
            brush.style.left = `${100 * span[0] / slots}%`;
            brush.style.width = `${100 * (span[1] - span[0]) / slots}%`;
            track.append(brush);
        };
        const tell = async () => {
            const mine = ++asked, { axis, profile } = (await read()).get(Number(figure.dataset.run)), [from, to] = span.map(slot => slot + first);
            if (mine !== asked) {
                return;
            }
            const sum = column => (column ?? []).slice(from, to).reduce((all, one) => all + one, 0);
            const losses = axis.Losses.filter(loss => loss.Slot >= from && loss.Slot < to), reasons = new Map();
            for (const loss of losses) {
                const all = reasons.get(loss.Reason ?? "no reason given") ?? { packets: 0, reader: {} };
                all.packets += loss.Packets;
                for (const [state, packets] of Object.entries(loss.Reader ?? {})) {
                    all.reader[state] = (all.reader[state] ?? 0) + packets;
                }
                reasons.set(loss.Reason ?? "no reason given", all);
            }
            const lost = losses.reduce((all, loss) => all + loss.Packets, 0), begin = axis.BeginSeconds + from * axis.SlotSeconds, end = axis.BeginSeconds + to * axis.SlotSeconds;
            const list = document.createElement("ul");
            for (const [reason, { packets, reader }] of [...reasons].sort((a, b) => b[1].packets - a[1].packets)) {
                const who = Object.entries(reader).filter(([, some]) => some > 0).map(([state, some]) => `${count.format(some)} ${state.toLowerCase()}`).join(", ");
                list.append(element("li", `${reason}: ${count.format(packets)} packets${who ? `; the reader was: ${who}` : ""}`));
            }
            list.append(element("li", `The reader: ${states.map(state => `${state.toLowerCase()} ${seconds(sum(axis[`${state}Seconds`]))}`).join(", ")}`));
            list.append(element("li", `Softirqs of the host: ${seconds(sum(axis.SoftirqSeconds))}, ${count.format(sum(axis.NapiPolls))} polls of ${count.format(sum(axis.NapiPackets))} packets`));
            const name = `${seconds(begin)} to ${seconds(end)}`;
            const graph = profile?.Data?.Timeline && flame(profile, from, to);
            if (graph) {
                list.append(element("li", `Samples of the profile: ${count.format(graph.samples)}`));
            }
            panel.replaceChildren(element("h4", `${name}: ${axis.Received ? `${count.format(sum(axis.Received))} packets received, ` : ""}${count.format(lost)} lost`), list);
            if (graph?.samples > 0) {
                await tools.show(panel, graph, `${figure.dataset.name}, ${name}`, `${count.format(graph.samples)} samples of ${profile.Event}`);
            }
        };

        const at = event => {
            const box = track.getBoundingClientRect();
            return Math.min(slots - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * slots)));
        };
        let start = null;
        track.addEventListener("pointerdown", event => {
            if (event.button === 0) {
                start = at(event);
                track.setPointerCapture(event.pointerId);
                mark(start, start + 1);
            }
        });
        track.addEventListener("pointermove", event => {
            if (start !== null) {
                const now = at(event);
                mark(Math.min(start, now), Math.max(start, now) + 1);
            }
        });
        track.addEventListener("pointerup", () => {
            if (start !== null) {
                start = null;
                tell();
            }
        });
        track.addEventListener("pointercancel", () => { start = null; });
        track.addEventListener("keydown", event => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            if (step && !event.ctrlKey && !event.altKey && !event.metaKey) {
                event.preventDefault();
                const [from, to] = span ?? [0, 1], by = Math.max(1, Math.round(slots / 100)) * step;
                if (!event.shiftKey) {
                    mark(Math.min(slots - (to - from), Math.max(0, from + by)), Math.min(slots, Math.max(to - from, to + by)));
                } else {
                    mark(from, to + by);
                }
            }
        });
        track.addEventListener("keyup", event => {
            if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
                tell();
            }
        });
    }
})();
