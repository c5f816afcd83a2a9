#Requires -Version 7.4

<#
.SYNOPSIS
    The same sweep on several pairs of machines side by side, each with a journal of its own.
.DESCRIPTION
    ForEach-Object -Parallel runs a sweep for each pair. Here the pairs are testbeds of this machine; for real machines,
    connect a pair's two hosts in the block instead of making a testbed. The factor Pair, which has one value in each sweep, tells
    the measurements apart, whether each sweep has its own journal, as here, or all write to one, which they may: lines do
    not mix. When it was interrupted, the same command with the same -Folder measures only what is missing. Needs root.
    Runs in pwsh and in udplab-shell.
.PARAMETER Pairs
    Number of testbeds.
.PARAMETER Queues
    Numbers of receive queues to measure with.
.PARAMETER Repeat
    Measurements for each number of queues, on each pair.
.PARAMETER Duration
    Duration of each flood in seconds.
.PARAMETER Folder
    An existing folder for the journals, pair-1.jsonl and so on; without it there are none.
.OUTPUTS
    UdpLab.SinkMeasurement: those of all pairs, as they come; Factors has the pair and the number of queues.
.EXAMPLE
    ./examples/many-pairs.ps1
.EXAMPLE
    ./examples/many-pairs.ps1 -Pairs 4 -Repeat 10 -Folder . | Out-Null; Import-LabResult ./pair-*.jsonl | Group-Object { $_.Factors.Pair }
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 16)]
    [int] $Pairs = 2,

    [ValidateRange(1, 4)]
    [int[]] $Queues = @(1, 2),

    [ValidateRange(1, 1000)]
    [int] $Repeat = 2,

    [ValidateRange(0.1, 3600)]
    [double] $Duration = 1,

    [string] $Folder
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

$module = "$PSScriptRoot/../UdpLab.psd1"
Import-Module $module

$path = if ($Folder) { $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Folder) }
1..$Pairs | ForEach-Object -ThrottleLimit $Pairs -Parallel {
    $ErrorActionPreference = 'Stop'
    Import-Module $using:module
    $record = if ($using:path) { @{ Journal = "$using:path/pair-$_.jsonl"; Resume = $true } } else { @{} }
    $duration = $using:Duration
    $bed = New-LabTestbed -Queues 4
    try {
        Invoke-LabSweep ([ordered] @{ Pair = $_; Queues = $using:Queues }) -Repeat $using:Repeat @record {
            Set-LabNic $bed.SinkInterface -LabHost $bed.Sink -RxQueues $Queues
            Invoke-UdpFlood -LabHost $bed.Generator -Flows 256 -Duration $duration | Measure-Sink -LabHost $bed.Sink
        }
    }
    finally {
        $bed | Remove-LabTestbed
    }
}
