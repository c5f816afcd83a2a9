#Requires -Version 7.4

<#
.SYNOPSIS
    Why packets were lost, and when: the kernel's own reasons, and what the sink was doing meanwhile.
.DESCRIPTION
    Makes a testbed, floods a sink whose receive buffer is too small, and traces it (-Trace). Returns a row for each burst of
    losses: when it began, how long it lasted, what was lost for which reason, and what the sink's thread did in that time:
    had its CPU, waited for one, or slept. The last rows say who had the CPU while the thread waited for it. Needs root: BPF
    programs count in the kernel. Runs in pwsh and in udplab-shell.
.PARAMETER RatePps
    Rate of the flood, in packets per second; 0 for as fast as possible.
.PARAMETER ReceiveBuffer
    Receive buffer of the sink, in bytes: the smaller, the more it loses.
.PARAMETER Duration
    Duration of the flood in seconds.
.PARAMETER First
    How many bursts are returned at most.
.OUTPUTS
    PSCustomObject: one per burst, and one per thread that had the sink's CPU.
.EXAMPLE
    ./examples/10-why-was-it-lost.ps1
.EXAMPLE
    ./examples/10-why-was-it-lost.ps1 -RatePps 0 -ReceiveBuffer 212992 -Duration 10
#>
[CmdletBinding()]
param(
    [ValidateRange(0, 1e9)]
    [double] $RatePps = 50000,

    [ValidateRange(256, 1e9)]
    [int] $ReceiveBuffer = 2304,

    [ValidateRange(0.1, 100)]
    [double] $Duration = 2,

    [ValidateRange(1, 1000)]
    [int] $First = 8
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$bed = New-LabTestbed
$measurement = try {
    $rate = @{}
    if ($RatePps) { $rate.RatePps = $RatePps }
    Invoke-UdpFlood -LabHost $bed.Generator -Backend Socket @rate -Duration $Duration |
        Measure-Sink -LabHost $bed.Sink -ReceiveBuffer $ReceiveBuffer -Trace
} finally {
    Remove-LabTestbed $bed.Name
}

$shown = 0
foreach ($burst in $measurement.Trace.Bursts) {
    if ($shown++ -ge $First) { break }
    [pscustomobject]@{
        What = 'burst'
        At = $burst.Seconds
        Length = $burst.Length
        Lost = $burst.Lost
        Why = (Get-UdpBottleneck $burst).Title
    }
}

foreach ($holder in $measurement.Trace.Holders) {
    [pscustomobject]@{ What = "CPU: $($holder.Name)"; At = $null; Length = $holder.Seconds; Lost = $null; Why = 'had the CPU while the sink waited for it' }
}

# Every lost packet is in a burst.
$inBursts = 0
foreach ($burst in $measurement.Trace.Bursts) { $inBursts += $burst.Lost }
[pscustomobject]@{ What = 'all'; At = $null; Length = $measurement.Seconds; Lost = $inBursts; Why = "of $($measurement.Ledger.Losses) in the ledger" }
