#!/usr/bin/env bash
# Fetches uplot.js, uplot.css and uplot.licence.txt from the npm package. Needs npm; run it to update to a newer version. A build of UdpLab does not run it:
# it embeds the three files as they are here.
set -euo pipefail
target=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent uplot@1.6.32
tar -xzf uplot-*.tgz
cp package/dist/uPlot.iife.min.js "$target/uplot.js"
cp package/dist/uPlot.min.css "$target/uplot.css"
{ echo "== uplot $(node -p "require('./package/package.json').version")"; cat package/LICENSE; } | sed 's/[[:space:]]*$//' >"$target/uplot.licence.txt"
