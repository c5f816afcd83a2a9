#!/usr/bin/env bash
# Installs the programs the tests need, builds once, and runs every suite. Ends with "N skipped" and "N passed, N failed".
# As root, three suites run at a time without seeing each other's packets and processes.
set -uo pipefail
cd "$(dirname "$0")/.."
. tests/lab/packages.sh
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1

# Code that is compiled may also be written to: hundreds of shells start faster, by a tenth.
export DOTNET_EnableWriteXorExecute=0
readonly work=$(mktemp -d) suites='Agent Guests Core Hosts Module Deterministic'
passed=0 failed=0 skipped=0

finish() {
    slowest
    if [ "$failed" -gt 0 ]; then failures; fi
    echo "== $(($(date +%s) - began)) s in all"
    echo "$skipped skipped"
    echo "$passed passed, $failed failed"
    rm -rf "$work"
    [ "$failed" -eq 0 ]
    exit
}

# The failed tests with the first lines of their messages once more, at the end: part of a long log may be all that is kept.
failures() {
    echo "== Failed"
    for name in $suites; do
        [ ! -e "$work/$name.log" ] || grep -aE -A 8 '\[FAIL\]$' "$work/$name.log" | grep -avE '\[(PASS|SKIP)\]$' | sed "s/^/$name: /"
    done
}

# Programs the tests use, and their Debian packages; gcc links the agent.
build_needs() {
    echo gcc gcc
    ls /usr/lib/*/libc.a /usr/lib64/libc.a >/dev/null 2>&1 || echo libc.a libc6-dev
}

tests_need() {
    cat <<'TOOLS'
ip iproute2
ethtool ethtool
nft nftables
pgrep procps
setpriv util-linux
/etc/protocols netbase
script bsdutils
strace strace
perf linux-perf
chromium-headless-shell chromium-headless-shell
dnsmasq dnsmasq-base
iperf3 iperf3
rpmbuild rpm
bsdtar libarchive-tools
TOOLS
    sshd_needs
    guests_need
}

# What a whole run waits for: one line a test, however many rows of data it has.
slowest() {
    local reports=("$work"/*.xml)
    [ -e "${reports[0]}" ] || return 0
    echo "== Slowest"
    grep -ohE '<test [^>]*' "${reports[@]}" |
        sed -nE 's/.* name="UdpLab\.([A-Za-z.]*Tests\.[^"(]*).* time="([0-9.]+)".*/\1 \2/p' |
        awk '{ seconds[$1] += $2; rows[$1]++ } END { for (name in seconds) printf "%6.1f s %4d %s\n", seconds[name], rows[name], name }' |
        sort -rn | head -20
}

step() { # NAME COMMAND...: a step that passes or fails as a whole
    local name=$1 start
    shift
    start=$(date +%s)
    echo "== $name"
    if "$@"; then passed=$((passed + 1)); else echo "FAILED: $name"; failed=$((failed + 1)); return 1; fi
    echo "   $(($(date +%s) - start)) s"
}

prepare() { # downloads, while other things compile
    install_missing < <(tests_need | sort -u)
    [ "$(id -u)" -ne 0 ] || bash tests/lab/guests.sh build || echo "The guests could not be built: the tests that need them will fail."
}

# Runs a command with its own processes and network; without root it shares ours. What it leaves behind ends with it.
apart=() in_own_network=() with_address=()
if [ "$(id -u)" -eq 0 ]; then
    apart=(unshare --mount --pid --fork --kill-child --mount-proc)
    in_own_network=("${apart[@]}" --net sh -c 'ip link set lo up && exec "$@"' sh)
    # and with an interface of its own, which /sys must show, whose address other hosts could send to
    with_address=("${in_own_network[@]}" sh -c 'mount -t sysfs sysfs /sys && ip link add lab0 type veth peer name lab1 && ip link set lab1 up && ip link set lab0 up &&
        ip address add 10.77.0.1/24 dev lab0 && exec "$@"' sh)
fi

# suite NAME PROJECT OPTIONS [PREFIX...]: runs a built xunit project; if it hangs it is killed, and fails for lack of a summary
suite() {
    local name=$1 project=$2 options=$3 start
    shift 3
    start=$(date +%s)
    echo "== $name"
    # shellcheck disable=SC2086 # OPTIONS is a list of words
    timeout --foreground --kill-after=30 1800 "$@" dotnet "tests/$project/bin/Release/net10.0/$project.dll" -noColor -longRunning 120 -result-xml "$work/$name.xml" $options |
        tee "$work/$name.log" | grep --line-buffered -vE '^ +(Discover|Start|Finish)'
    echo "   $(($(date +%s) - start)) s"
}

# queue NAME...: starts a suite as soon as less than three are running, and shows its output when it has ended
queue() {
    while [ "$(jobs -rp | wc -l)" -ge 3 ]; do wait -n; done
    { suite "$@" >"$work/$1.lane" 2>&1; cat "$work/$1.lane"; } &
}

count() { # LABEL TEXT: the number after a label in a summary line
    sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<<"$2" | tail -1
}

add_up() { # NAME
    local summary total errors failures skips
    summary=$(grep -E "Total: [0-9]+, Errors:" "$work/$1.log" | tail -1)
    total=$(count Total "$summary") errors=$(count Errors "$summary") failures=$(count Failed "$summary") skips=$(count Skipped "$summary")
    if [ -z "$total" ] || [ "$total" -eq 0 ]; then
        echo "FAILED: $1 ended without a summary, or ran no test"
        failed=$((failed + 1))
        return
    fi
    passed=$((passed + total - errors - failures - skips)) failed=$((failed + errors + failures)) skipped=$((skipped + skips))
}

pester() {
    local files=(tests/pester/*.Tests.ps1) summary
    echo "== Pester"
    if ! command -v pwsh >/dev/null || ! pwsh -NoProfile -Command 'exit [int](-not (Get-Module -ListAvailable Pester | Where-Object Version -GE "5.0"))'; then
        echo "SKIPPED: the Pester tests need pwsh 7.4 or later with Pester 5 or later, which are not installed."
        skipped=$((skipped + ${#files[@]}))
        return
    fi
    timeout --foreground --kill-after=30 1200 pwsh -NoProfile -File tests/pester/run.ps1 | tee "$work/pester.log"
    summary=$(grep -E '^Pester: ' "$work/pester.log" | tail -1)
    if [ -z "$summary" ]; then
        echo "FAILED: Pester ended without a summary"
        failed=$((failed + 1))
        return
    fi
    passed=$((passed + $(count passed "$summary"))) failed=$((failed + $(count failed "$summary"))) skipped=$((skipped + $(count skipped "$summary")))
}

began=$(date +%s)
command -v dotnet >/dev/null || { echo "The .NET SDK 10 is needed: https://dot.net/download"; failed=1; finish; }
install_missing < <(build_needs)
echo "== preparing in the background: programs the tests use, QEMU guests"
prepare >"$work/prepare.log" 2>&1 &
preparing=$!
step "build" dotnet build src/UdpLab.slnx --configuration Release -v quiet -clp:NoSummary || { wait $preparing; cat "$work/prepare.log"; finish; }
wait $preparing
cat "$work/prepare.log"

# Three at a time, since each waits for a good part of its time; the longest first.
readonly guests='Needs=Guests' deterministic='*DeterministicGuestTests' hosts='UdpLab.Tests.Hosts' endings='UdpLab.Tests.Endings'
queue Module UdpLab.Tests "-trait- $guests -namespace- $hosts -namespace- $endings" "${apart[@]}"
queue Guests UdpLab.Tests "-trait $guests -class- $deterministic" "${in_own_network[@]}"
queue Agent UdpLab.Agent.Tests '' "${in_own_network[@]}"
step "Fuzz (mutated texts for every parser)" dotnet tests/UdpLab.Fuzz/bin/Release/net10.0/UdpLab.Fuzz.dll --inputs 2000
step "layout of the code (dotnet format)" dotnet format whitespace . --folder --verify-no-changes --exclude bin out
queue Hosts UdpLab.Tests "-trait- $guests -namespace $hosts -namespace $endings" "${with_address[@]}"
queue Core UdpLab.Core.Tests '' "${apart[@]}" bash tests/covered.sh
queue Deterministic UdpLab.Tests "-class $deterministic" "${in_own_network[@]}"
wait
for name in $suites; do add_up $name; done
pester
finish
