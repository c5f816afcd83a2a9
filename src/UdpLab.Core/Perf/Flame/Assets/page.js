"use strict";
(() => {
    const profile = JSON.parse(document.getElementById("profile").textContent);
    const chartElement = document.getElementById("chart");
    const details = document.getElementById("details");
    const matches = document.getElementById("matches");
    const percent = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const count = new Intl.NumberFormat("en");

    // Vary the shade by name, so that neighbours can be distinguished.
    const shade = name => {
        let hash = 0;
        for (let i = 0; i < name.length; i++) {
            hash = (hash * 31 + name.charCodeAt(i)) >>> 0;
        }
        return (hash % 1000) / 1000;
    };
    const colours = {
        kernel: name => `hsl(${22 + 16 * shade(name)}, 85%, ${60 + 12 * shade(name + "l")}%)`,
        user: name => `hsl(${196 + 22 * shade(name)}, 58%, ${62 + 12 * shade(name + "l")}%)`,
        command: () => "#d9d9d6",
    };
    const difference = points => {
        const strength = Math.min(1, Math.abs(points) / profile.largest);
        const light = 94 - 40 * Math.sqrt(strength);
        return points === 0 ? "#e8e8e6" : `hsl(${points > 0 ? 4 : 214}, 80%, ${light}%)`;
    };
    const colour = d => {
        if (d.highlight) {
            return "#d81bd8";
        }
        return profile.differential && d.data.l !== "command" ? difference(d.data.p) : colours[d.data.l](d.data.n);
    };
    const describe = d => {
        const data = d.data;
        let text = `${data.n}${data.s ? ` (${data.s})` : ""}: ${percent.format(100 * data.v / profile.total)} %`;
        if (data.k !== undefined) {
            text += `, ${count.format(data.k)} sample${data.k === 1 ? "" : "s"}`;
        }
        if (profile.differential) {
            text += `, ${data.p >= 0 ? "+" : "\u2212"}${percent.format(Math.abs(data.p))} points against the baseline`;
        }
        return text;
    };
    const matcher = term => {
        const expression = /^\/(.+)\/$/.exec(term);
        if (expression) {
            try {
                const pattern = new RegExp(expression[1]);
                return name => pattern.test(name);
            } catch {
                // A literal search, not a regular expression.
            }
        }
        const lower = term.toLowerCase();
        return name => name.toLowerCase().includes(lower);
    };

    let isMatch = () => false;
    const chart = d3FlameGraph.flamegraph()
        .width(chartElement.clientWidth)
        .cellHeight(19)
        .minFrameSize(0.4)
        .transitionDuration(0)
        .inverted(profile.inverted)
        .setColorMapper(colour)
        .setLabelHandler(describe)
        .setDetailsHandler(text => { details.textContent = text || "\u00a0"; })
        .setSearchMatch(d => isMatch(d.data.n))
        .setSearchHandler(results => {
            const found = new Set(results);
            const isBelowAnother = d => d.parent !== null && (found.has(d.parent) || isBelowAnother(d.parent));
            const sum = results.filter(d => !isBelowAnother(d)).reduce((all, d) => all + d.data.v, 0);
            matches.textContent = `${count.format(results.length)} frame${results.length === 1 ? "" : "s"}, ${percent.format(100 * sum / profile.total)} %`;
        });
    d3FlameGraph.select(chartElement).datum(profile.root).call(chart);

    // The library draws by transitions, which begin with the next frame. The first one, which may be all that a screenshot or a
    // printer sees, must be complete: each frame's group has its width and name already.
    const frames = d3FlameGraph.select(chartElement).selectAll("g.frame");
    frames.select("rect").interrupt();
    frames.select("div").interrupt();
    frames.each(function () {
        this.querySelector("rect").setAttribute("width", this.getAttribute("width"));
        this.querySelector("div").textContent = this.getAttribute("name");
    });
    chart.transitionDuration(250);
    if (!profile.inverted) {
        // Flames grow from the bottom, which may be out of view for a deep stack.
        window.scrollTo(0, document.documentElement.scrollHeight);
    }

    const term = document.getElementById("term");
    const find = () => {
        if (term.value === "") {
            matches.textContent = "";
            chart.clear();
        } else {
            isMatch = matcher(term.value);
            chart.search(term.value);
        }
    };
    document.getElementById("find").addEventListener("submit", event => {
        event.preventDefault();
        find();
    });
    term.addEventListener("search", find);
    document.getElementById("reset").addEventListener("click", () => {
        term.value = "";
        find();
        chart.resetZoom();
    });
    document.addEventListener("keydown", event => {
        if ((event.ctrlKey || event.metaKey) && event.key === "f" && document.activeElement !== term) {
            event.preventDefault();
            term.focus();
            term.select();
        } else if (event.key === "Escape") {
            document.getElementById("reset").click();
        }
    });
    window.addEventListener("resize", () => {
        chart.width(chartElement.clientWidth).update();
    });
})();
