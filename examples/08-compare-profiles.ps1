#Requires -Version 7.4

<#
.SYNOPSIS
    The effect of batching: recvmsg against recvmmsg, compared symbol by symbol and per packet, and drawn as a flame graph.
.DESCRIPTION
    The same flood on this machine is received twice, with recvmsg and with recvmmsg, each profiled by perf in exactly the
    measured window. Compare-PerfProfile shows which functions take more or less per packet, and which differences are
    only sampling noise; Export-FlameGraph draws them: red is more than with recvmsg, blue less. Needs root (or
    kernel.perf_event_paranoid of at most 1) and perf.
.PARAMETER Duration
    Seconds of each flood. A second or more gives enough samples for a verdict.
.PARAMETER Path
    The flame graph to write.
.OUTPUTS
    PSCustomObject: one per symbol above half a percent, with its samples per million packets.
.EXAMPLE
    ./examples/08-compare-profiles.ps1 -Duration 5 -Path recvmmsg.html
#>
[CmdletBinding()]
param(
    [ValidateRange(0.1, 60)]
    [double] $Duration = 2,

    [ValidateNotNullOrEmpty()]
    [string] $Path = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'udplab-recvmmsg.html')
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$single = Invoke-UdpFlood -Duration $Duration | Measure-Sink -Method Recvmsg -Profile
$batch = Invoke-UdpFlood -Duration $Duration | Measure-Sink -Method Recvmmsg -Profile

Export-FlameGraph $Path $batch -Baseline $single -Title 'recvmmsg against recvmsg'
Compare-PerfProfile $single $batch -MinimumOverhead 0.5 | ForEach-Object {
    [pscustomobject]@{
        State = $_.State
        RecvmsgPerMillionPackets = [math]::Round($_.BaselineSamplesPerPacket * 1e6, 1)
        RecvmmsgPerMillionPackets = [math]::Round($_.CandidateSamplesPerPacket * 1e6, 1)
        IsSignificant = $_.IsSignificant
        Symbol = $_.Name
    }
}
