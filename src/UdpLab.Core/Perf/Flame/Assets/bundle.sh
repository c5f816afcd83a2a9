#!/usr/bin/env bash
# Builds d3-flame-graph.js, d3-flame-graph.css and d3-flame-graph.licences.txt from the npm packages. Needs node and npm; run it
# to update to a newer version. A build of UdpLab does not run it: it embeds the three files as they are here.
set -euo pipefail
target=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >package.json <<'JSON'
{ "private": true, "dependencies": { "d3-flame-graph": "5.0.0", "d3-selection": "3.0.0", "esbuild": "0.28.2" } }
JSON
npm install --no-audit --no-fund --silent
cat >entry.mjs <<'JS'
export { default as flamegraph } from "d3-flame-graph";
export { select } from "d3-selection";
JS
npx esbuild entry.mjs --bundle --minify --format=iife --global-name=d3FlameGraph --target=es2020 --charset=ascii \
    --legal-comments=none --line-limit=160 --outfile=d3-flame-graph.js
cp node_modules/d3-flame-graph/dist/d3-flamegraph.css "$target/d3-flame-graph.css"
cp d3-flame-graph.js "$target/d3-flame-graph.js"
for package in d3-flame-graph $(node -p 'Object.keys(require("./package-lock.json").packages).filter(p => /node_modules\/(d3-|internmap)/.test(p) && !/d3-flame-graph/.test(p)).map(p => p.slice(13)).join(" ")'); do
    echo "== $package $(node -p "require('./node_modules/$package/package.json').version")"
    # Apache's license names no holder; the README does.
    ! grep '^Copyright' "node_modules/$package/README.md" || echo
    cat "node_modules/$package/LICENSE"
    echo
done | sed 's/[[:space:]]*$//' >"$target/d3-flame-graph.licences.txt"
