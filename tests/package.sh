#!/usr/bin/env bash
# Makes the package and tests it: its metadata and files, the module unpacked elsewhere, and the agent for arm64 under QEMU's user
# emulation. Apart from run.sh because building the second agent takes minutes. As root on Debian or Ubuntu it installs what it needs.
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
TOOLS
dotnet pack src/UdpLab --configuration Release -p:AgentRuntimes=all -v quiet -clp:NoSummary
for suite in UdpLab.Tests UdpLab.Agent.Tests; do dotnet build "tests/$suite" --configuration Release -v quiet -clp:NoSummary; done

# A test that is skipped here tested nothing.
run() { timeout 600 dotnet "tests/$1/bin/Release/net10.0/$1.dll" -noColor -failSkips "${@:2}"; }
without=()
if ! command -v pwsh >/dev/null; then
    without=(-method- '*InPwsh' -method- '*PSResourceGet*')
elif ! pwsh -NoProfile -Command 'exit [int](-not (Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet))'; then
    without=(-method- '*PSResourceGet*')
fi
run UdpLab.Tests -class UdpLab.Tests.Modules.PackageTests "${without[@]}"
run UdpLab.Agent.Tests -class UdpLab.Agent.Tests.ArmTests
