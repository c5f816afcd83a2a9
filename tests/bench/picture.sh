#!/usr/bin/env bash
# picture.sh [REPEATS]: makes README's picture, docs/rss-sweep.png: the report of examples/rss-sweep.ps1 in a testbed.
# As root, on a quiet machine, with pwsh (or PWSH=PATH) and chromium-headless-shell. Takes a minute with 10 repeats.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly repeats=${1:-10}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PWSH:-pwsh}" -NoProfile -Command "
    Import-Module ./UdpLab.psd1
    ./examples/rss-sweep.ps1 -Method Recvmmsg -Repeat $repeats |
        Export-LabReport '$work/report.html' -Title 'Receive queues of a veth' -Question 'How many packets a second do more receive queues give one socket?'"
chromium-headless-shell --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/chromium" --force-color-profile=srgb \
    --window-size=1000,1150 --screenshot="$PWD/docs/rss-sweep.png" "file://$work/report.html" 2>"$work/log" || { cat "$work/log"; exit 1; }
ls -l docs/rss-sweep.png
