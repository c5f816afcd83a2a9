#!/usr/bin/env bash
# covered.sh COMMAND...: runs a command that runs the Core suite, and prints how many lines of Core and Wire it ran.
set -uo pipefail
cd "$(dirname "$0")/.."
readonly report=tests/UdpLab.Core.Tests/obj/coverage.info
rm -f "$report"
printf -v UDPLAB_COVERED '%q ' "$@"
export UDPLAB_COVERED
dotnet msbuild tests/UdpLab.Core.Tests -t:Cover -p:Configuration=Release -v:minimal -nologo -nodeReuse:false | grep --line-buffered -vE '^ *([|+]|Generating report|Calculating coverage)'

# lcov: SF is a file, LF its lines that can run, LH those that did.
awk -F: '
    /^SF:/ { part = $2 ~ /UdpLab\.Wire/ ? "Wire" : "Core" }
    /^LF:/ { lines[part] += $2 }
    /^LH:/ { ran[part] += $2 }
    END {
        for (part in lines)
            printf "Line coverage of %s by the Core suite: %.1f %% (%d of %d lines)\n", part, 100 * ran[part] / lines[part], ran[part], lines[part]
    }' "$report" | sort
