#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every suite. Ends with "N skipped" and "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1
passed=0 failed=0 skipped=0

finish() {
    echo "$skipped skipped"
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
}

# What the tests call, and the Debian package that has it.
needed() {
    cat <<'TOOLS'
gcc gcc
ip iproute2
ethtool ethtool
pgrep procps
setpriv util-linux
script bsdutils
strace strace
perf linux-perf
chromium chromium
TOOLS
    [ -e /usr/lib/x86_64-linux-gnu/libc.a ] || [ -e /usr/lib64/libc.a ] || echo "libc.a libc6-dev"
}

install_needed() {
    local tool package missing=()
    PATH="$PATH:/usr/sbin:/sbin"
    while read -r tool package; do
        command -v "$tool" >/dev/null || missing+=("$package")
    done < <(needed)
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        echo "Installing: ${missing[*]}"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null || echo "apt-get could not install them."
    else
        echo "Missing, and not installed because this is not root on Debian or Ubuntu: ${missing[*]} (Debian's names)."
    fi
}

step() { # NAME COMMAND...: a step that passes or fails as a whole
    local name=$1
    shift
    echo "== $name"
    if "$@"; then passed=$((passed + 1)); else echo "FAILED: $name"; failed=$((failed + 1)); return 1; fi
}

bounded() { # COMMAND...: what hangs is ended, and fails for want of a summary, instead of holding up all
    timeout --foreground --kill-after=30 1200 "$@"
}

count() { # LABEL TEXT: the number behind a label in a summary line
    sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<<"$2" | tail -1
}

xunit() { # PROJECT: runs a built xunit project and adds up its summary
    local project=$1 log total errors failures skips
    echo "== $project"
    log=$(mktemp)
    bounded dotnet "tests/$project/bin/Debug/net10.0/$project.dll" -noColor -longRunning 120 | tee "$log" | grep --line-buffered -vE '^ +(Discover|Start|Finish)'
    local summary
    summary=$(grep -E "Total: [0-9]+, Errors:" "$log" | tail -1)
    rm -f "$log"
    total=$(count Total "$summary") errors=$(count Errors "$summary") failures=$(count Failed "$summary") skips=$(count Skipped "$summary")
    if [ -z "$total" ] || [ "$total" -eq 0 ]; then
        echo "FAILED: $project ended without a summary, or ran no test"
        failed=$((failed + 1))
        return
    fi
    passed=$((passed + total - errors - failures - skips)) failed=$((failed + errors + failures)) skipped=$((skipped + skips))
}

pester() {
    echo "== Pester"
    if ! command -v pwsh >/dev/null || ! pwsh -NoProfile -Command 'exit [int](-not (Get-Module -ListAvailable Pester | Where-Object Version -GE "5.0"))'; then
        echo "SKIPPED: the Pester tests need pwsh 7.4 or later with Pester 5 or later; they are not here."
        skipped=$((skipped + $(ls tests/*.Tests.ps1 | wc -l)))
        return
    fi
    local log summary
    log=$(mktemp)
    bounded pwsh -NoProfile -File tests/pester.ps1 | tee "$log"
    summary=$(grep -E '^Pester: ' "$log" | tail -1)
    rm -f "$log"
    if [ -z "$summary" ]; then
        echo "FAILED: Pester ended without a summary"
        failed=$((failed + 1))
        return
    fi
    passed=$((passed + $(count passed "$summary"))) failed=$((failed + $(count failed "$summary"))) skipped=$((skipped + $(count skipped "$summary")))
}

install_needed
command -v dotnet >/dev/null || { echo "The .NET SDK 10 is needed: https://dot.net/download"; failed=1; finish; }
for project in src/UdpLab.Shell tests/UdpLab.Core.Tests tests/UdpLab.Agent.Tests tests/UdpLab.Tests tests/bench; do
    step "build $project" dotnet build "$project" -v quiet -clp:NoSummary || finish
done
step "layout of the code (dotnet format)" dotnet format whitespace . --folder --verify-no-changes --exclude bin
xunit UdpLab.Core.Tests
xunit UdpLab.Agent.Tests
xunit UdpLab.Tests
pester
finish
