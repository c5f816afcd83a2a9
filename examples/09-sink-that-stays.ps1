#Requires -Version 7.4

<#
.SYNOPSIS
    One sink, several senders: what each of them brought, and the whole.
.DESCRIPTION
    Starts a sink that stays, floods it at several rates one after the other, as any other sender might, and returns what
    the sink counted after each flood: packets, drops, and how many of the sent packets are accounted for. The last row is the
    measurement of the sink's whole life. Then the same sink is watched like vmstat while one more flood runs. Needs no
    privilege. Runs in pwsh and in udplab-shell.
.PARAMETER Port
    UDP port of the sink.
.PARAMETER RatePps
    Rates of the floods, in packets per second.
.PARAMETER Duration
    Duration of each flood in seconds.
.OUTPUTS
    PSCustomObject: one per flood, and one for the whole.
.EXAMPLE
    ./examples/09-sink-that-stays.ps1
.EXAMPLE
    ./examples/09-sink-that-stays.ps1 -Port 5001 -RatePps 10000, 100000, 1000000 -Duration 5
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 65535)]
    [int] $Port = 7009,

    [ValidateRange(1, 1e9)]
    [double[]] $RatePps = @(5000, 20000, 50000),

    [ValidateRange(0.1, 60)]
    [double] $Duration = 1
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$sink = Start-Sink -Port $Port
$floods = try {
    foreach ($rate in $RatePps) {
        $before = Get-Sink $sink.Name
        $flood = Invoke-UdpFlood -Destination 127.0.0.1 -Port $Port -RatePps $rate -Duration $Duration

        # A window ends when everything that has arrived is counted.
        $null = $sink | Measure-Sink -Duration 0.2
        $now = Get-Sink $sink.Name
        [pscustomobject]@{
            What = "flood of $rate pps"
            Sent = $flood.Sent
            Received = $now.Packets - $before.Packets
            Dropped = $now.Drops - $before.Drops
        }
    }
} finally {
    $whole = Stop-Sink $sink.Name
}

# All at once: PowerShell takes the widths of a table from its first rows.
$floods
[pscustomobject]@{ What = 'whole life'; Sent = $null; Received = $whole.Ledger.Received; Dropped = $whole.Ledger.Losses }

# Intervals of a flood: their sums are those of the whole.
$intervals = @(Invoke-UdpFlood -RatePps $RatePps[0] -Duration $Duration | Measure-Sink -Port $Port -Interval ([math]::Max(0.1, $Duration / 4)))
$received = 0
$dropped = 0
foreach ($interval in $intervals) {
    $received += $interval.Ledger.Received
    $dropped += $interval.Ledger.Losses
}

[pscustomobject]@{ What = "$($intervals.Count) intervals"; Sent = $intervals[0].Flood.Sent; Received = $received; Dropped = $dropped }
