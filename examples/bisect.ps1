#Requires -Version 7.4

<#
.SYNOPSIS
    Is this kernel as fast as a good one? For git bisect run: exits 0 if it is, 1 if it is slower, 125 if it cannot be told.
.DESCRIPTION
    Boots a kernel image in a guest that counts instructions (New-LabGuest -Deterministic), floods it over its loopback, and
    compares the instructions that a packet takes with those of a good kernel. They are the same in each boot, to within 0.2 percent,
    on any machine and however busy it is, so that one measurement decides. Builds nothing; a kernel that does not boot, or that is refused,
    is skipped:

        $ git bisect start v6.12 v6.11
        $ git bisect run sh -c 'make -j8 bzImage modules || exit 125; pwsh /UdpLab/examples/bisect.ps1 -Kernel . -Good 1550'

    Without -Good it prints the figure of this kernel, which is the one to give. Needs QEMU, no root. Runs in pwsh and in
    udplab-shell. Ends the shell that runs it with the exit code if that was started with -File.
.PARAMETER Kernel
    The kernel, as New-LabGuest takes it: a build tree, a bzImage or vmlinux, or a package.
.PARAMETER Good
    Instructions that a packet takes in a good kernel: what this script prints for one.
.PARAMETER Percent
    How many percent more still count as good.
.PARAMETER Method
    How packets are received.
.PARAMETER Metric
    What to compare: CpuNsPerPacket, the receiving thread's instructions, SystemNsPerPacket, the kernel's part of them, or FloodNsPerPacket,
    the sender's, which on loopback has the way of a packet through the stack in it.
.PARAMETER Module
    The folder of the kernel's modules, if they are not beside it.
.PARAMETER Append
    Words for the kernel's command line.
.PARAMETER Count
    Packets of the flood.
.OUTPUTS
    System.String: the figure, and what it says.
.EXAMPLE
    ./examples/bisect.ps1 -Kernel ./linux-image-6.1.0-50-amd64.deb
.EXAMPLE
    ./examples/bisect.ps1 -Kernel ~/linux -Good 1550 -Percent 2 -Method Recvmmsg
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Kernel,

    [ValidateRange(1, 1e9)]
    [double] $Good,

    [ValidateRange(0, 1000)]
    [double] $Percent = 1,

    [string] $Method = 'Recvmsg',

    [ValidateSet('CpuNsPerPacket', 'SystemNsPerPacket', 'FloodNsPerPacket')]
    [string] $Metric = 'CpuNsPerPacket',

    [string] $Module,

    [string[]] $Append,

    [ValidateRange(100, 100000000)]
    [long] $Count = 20000
)

$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$guest = $null
try {
    $words = @{}
    foreach ($name in 'Module', 'Append') {
        if ($PSBoundParameters.ContainsKey($name)) {
            $words[$name] = $PSBoundParameters[$name]
        }
    }

    $guest = New-LabGuest $Kernel -Deterministic @words

    # The first run of a boot meets code and memory that were not used yet.
    $run = Invoke-UdpFlood -LabHost $guest -Count $Count | Measure-Sink $Method -LabHost $guest -Repeat 2
    $last = @($run)[-1]
    $figure = if ($Metric -eq 'FloodNsPerPacket') { $last.Flood[0].CpuNsPerPacket } else { $last.$Metric }
    if (-not $figure -or $last.State -ne 'Completed') {
        throw "Nothing was measured: $($last.Notes -join ' ')"
    }

    $kernelName = $last.Host.Kernel
}
catch {
    "Cannot be told: $_"
    exit 125
}
finally {
    if ($guest) {
        $guest | Remove-LabGuest
    }
}

$limit = $Good * (1 + $Percent / 100)
if (-not $PSBoundParameters.ContainsKey('Good')) {
    '{0}, {1}: {2:0.0} instructions/packet.' -f $kernelName, $Method, $figure
    exit 0
}

$verdict = if ($figure -le $limit) { 'good' } else { 'bad' }
'{0}, {1}: {2:0.0} instructions/packet, {3:+0.0;-0.0} percent of {4:0.0}: {5}.' -f $kernelName, $Method, $figure, (100 * ($figure / $Good - 1)), $Good, $verdict
exit $(if ($verdict -eq 'good') { 0 } else { 1 })
