#!/usr/bin/env bash
# Makes the package and tests it: its metadata and files, the module unpacked elsewhere, and the agent for arm64, under QEMU's user
# emulation and as the first process of a guest with Debian's kernel for arm64. Apart from run.sh because building the second agent takes minutes. As root on Debian or Ubuntu it installs what it needs.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/lab/packages.sh
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
install_missing <<'TOOLS'
gcc gcc
/usr/lib/x86_64-linux-gnu/libc.a libc6-dev
aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
/usr/aarch64-linux-gnu/lib/libc.a libc6-dev-arm64-cross
qemu-aarch64 qemu-user
qemu-system-aarch64 qemu-system-arm
ip iproute2
TOOLS
bash tests/lab/arm64.sh >/dev/null || echo "The kernel for arm64 could not be fetched: the tests that need it will fail." >&2
dotnet pack src/UdpLab --configuration Release -p:AgentRuntimes=all -v quiet -clp:NoSummary
for suite in UdpLab.Tests UdpLab.Agent.Tests; do dotnet build "tests/$suite" --configuration Release -v quiet -clp:NoSummary; done

without=()
if ! command -v pwsh >/dev/null; then
    without=(-method- '*InPwsh' -method- '*PSResourceGet*')
elif ! pwsh -NoProfile -Command 'exit [int](-not (Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet))'; then
    without=(-method- '*PSResourceGet*')
fi

# In a network of their own, if this is root.
apart=()
[ "$(id -u)" -ne 0 ] || apart=(unshare --mount --pid --fork --kill-child --mount-proc --net sh -c 'ip link set lo up && exec "$@"' sh)
run() { timeout 900 "${apart[@]}" dotnet "tests/$1/bin/Release/net10.0/$1.dll" -noColor "${@:2}"; }

# What is skipped in these tested nothing.
run UdpLab.Tests -failSkips -class UdpLab.Tests.Modules.PackageTests "${without[@]}"
run UdpLab.Agent.Tests -failSkips -class UdpLab.Agent.Tests.ArmTests
run UdpLab.Tests -failSkips -class UdpLab.Tests.Guest.ArmGuestTests -trait Needs=Guests

# Ordinary tests, of the packed module in another folder.
elsewhere=$(mktemp -d)/UdpLab
trap 'rm -rf "${elsewhere%/UdpLab}"' EXIT
mkdir "$elsewhere"
version=$(dotnet msbuild src/UdpLab -getProperty:Version)
cp -r "out/UdpLab/$version" "$elsewhere"
UDPLAB_TEST_MODULE=$elsewhere/$version/UdpLab.psd1 run UdpLab.Tests -class '*.ModuleTests' -class '*.CompletionTests' -class '*.HelpTests' \
    -class '*.ViewTests' -class '*.RuleTests' -class '*.ResultFileTests' -class '*.SinkParameterTests' -class '*.FloodParameterTests'
