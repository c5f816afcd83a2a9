#Requires -Version 7.4

<#
.SYNOPSIS
    Latency and loss by offered rate: where a sink's latency changes from that of the path to that of a full buffer.
.DESCRIPTION
    Floods a sink over loopback at increasing rates and returns, for each, what was sent, the loss, and the median and
    99th percentile of the latency (microseconds from the sending call to the return of the receiving one). The last row
    is an unlimited flood. Needs no privilege. Runs in pwsh and in udplab-shell.
.PARAMETER RatePps
    Rates to offer, in packets per second.
.PARAMETER Duration
    Duration of each flood in seconds.
.OUTPUTS
    PSCustomObject: one per rate.
.EXAMPLE
    ./examples/05-pacing-latency.ps1
.EXAMPLE
    ./examples/05-pacing-latency.ps1 -RatePps 10000, 20000, 40000, 80000 | Export-Csv latency.csv
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 1e9)]
    [double[]] $RatePps = @(1000, 5000, 20000, 50000),

    [ValidateRange(0.1, 60)]
    [double] $Duration = 1
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$paces = @($RatePps | ForEach-Object { @{ RatePps = $_ } }) + @{}
foreach ($pace in $paces) {
    Invoke-UdpFlood @pace -Duration $Duration | Measure-Sink | ForEach-Object {
        [pscustomobject]@{
            SentPps = [long] $_.Flood.Pps
            LossPercent = if ($null -ne $_.LossPercent) { [math]::Round($_.LossPercent, 2) }
            P50Microseconds = $_.Latency.P50Microseconds
            P99Microseconds = $_.Latency.P99Microseconds
        }
    }
}
