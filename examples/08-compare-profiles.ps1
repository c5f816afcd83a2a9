#Requires -Version 7.4

<#
.SYNOPSIS
    What a batch changes: recvmsg against recvmmsg, compared symbol by symbol and per packet, and drawn as a flame graph.
.DESCRIPTION
    The same flood of this machine is received twice, with recvmsg and with recvmmsg, each profiled by perf in exactly the
    measured window. Compare-PerfProfile says which functions take more or less for every packet, and which differences
    are only sampling noise; Export-FlameGraph draws them: red is more than with recvmsg, blue less. Needs root (or
    kernel.perf_event_paranoid of 1 at most) and perf.
.PARAMETER Duration
    Seconds of each flood. A second or more gives samples enough for a judgement.
.PARAMETER Path
    The flame graph to write.
.OUTPUTS
    PSCustomObject: one a symbol above half a percent, with its samples for every million packets.
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

# What fails ends the script: nothing later runs on another host than was meant.
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
