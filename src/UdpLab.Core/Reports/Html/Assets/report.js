"use strict";
const tools = (() => {
    const page = document.getElementById("page");

    // What the page has compressed: gzip in lines of Base64.
    const unpack = async id => {
        const text = atob(document.getElementById(id).textContent.replace(/\s+/g, ""));
        const bytes = Uint8Array.from(text, letter => letter.charCodeAt(0));
        return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
    };
    const escape = text => text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`);

    // The difference of two graphs, in percentage points of each frame's share, as Export-FlameGraph -Baseline has it.
    const compare = (profile, baseline) => {
        const only = root => root.c && root.c.length === 1 ? root.c[0].n : null;
        const sameCommand = only(profile.root) !== null && only(baseline.root) !== null;
        let largest = 0.01;
        const visit = (node, before, level) => {
            node.p = Math.round(10000 * 100 * (node.v / profile.total - (before ? before.v / baseline.total : 0))) / 10000;
            largest = level > 0 ? Math.max(largest, Math.abs(node.p)) : largest;
            const known = new Map((before && before.c || []).map(child => [child.l + "\n" + child.n, child]));
            for (const child of node.c || []) {
                visit(child, level === 0 && sameCommand ? before && before.c[0] : known.get(child.l + "\n" + child.n), level + 1);
            }
        };
        visit(profile.root, baseline.root, 0);
        profile.differential = true;
        profile.largest = largest;
    };

    const flames = [...document.querySelectorAll("details.flame")];
    const draw = async (details, other) => {
        const profile = JSON.parse(await (await unpack(`flame-${details.dataset.flame}`)).text());
        if (other) {
            compare(profile, JSON.parse(await (await unpack(`flame-${other.dataset.flame}`)).text()));
        }
        await show(details, profile, details.dataset.name, details.dataset.about + (other ? ` \u2014 against ${other.dataset.name}` : ""));
    };

    // Draws a flame graph at the end of an element, instead of the one that is there.
    const show = async (place, profile, name, about) => {
        const parts = {
            title: escape(name),
            subtitle: escape(about),
            legend: profile.differential ? page.dataset.differential : page.dataset.plain,
            notes: "",
            profile: JSON.stringify(profile).replace(/</g, "\\u003c"),
        };
        const frame = await (await unpack("flame-frame")).text();
        const iframe = document.createElement("iframe");
        iframe.title = `Flame graph of ${name}`;
        iframe.srcdoc = frame.replace(/\{\{(title|subtitle|legend|notes|profile)\}\}/g, (_, name) => parts[name]);
        iframe.addEventListener("load", () => {
            const inner = iframe.contentDocument;
            iframe.style.height = `${Math.min(inner.documentElement.scrollHeight + 4, Math.max(480, 0.85 * window.innerHeight))}px`;
            inner.defaultView.scrollTo(0, inner.documentElement.scrollHeight);
        });
        place.querySelector("iframe")?.remove();
        place.append(iframe);
    };
    for (const details of flames) {
        details.addEventListener("toggle", () => {
            if (!details.open || details.querySelector("iframe")) {
                return;
            }
            if (flames.length > 1) {
                const label = document.createElement("label"), select = document.createElement("select");
                select.append(new Option("nothing", ""), ...flames.filter(other => other !== details).map(other => new Option(other.dataset.name, other.dataset.flame)));
                select.addEventListener("change", () => draw(details, flames.find(other => other.dataset.flame === select.value)));
                label.append("Difference from ", select);
                details.append(label);
            }
            draw(details);
        });
    }

    // The rows of many measurements, which are escaped as those of the page are.
    const more = document.getElementById("more-measurements");
    more?.closest("details").addEventListener("toggle", async () => {
        more.closest("details").querySelector("tbody").insertAdjacentHTML("beforeend", await (await unpack(more.id)).text());
    }, { once: true });

    document.getElementById("save").addEventListener("click", async () => {
        const blob = await (await unpack("udplab-results")).blob();
        const link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = "udplab-results.jsonl";
        link.click();
        URL.revokeObjectURL(link.href);
        document.getElementById("saved").textContent = `${new Intl.NumberFormat("en").format(blob.size)} bytes`;
    });

    // Paper has nothing to click: what is closed is opened for it.
    let opened = [];
    window.addEventListener("beforeprint", () => {
        opened = [...document.querySelectorAll("details.print:not([open])")];
        opened.forEach(details => { details.open = true; });
    });
    window.addEventListener("afterprint", () => opened.forEach(details => { details.open = false; }));
    return { unpack, show };
})();
