#Requires -Version 7.4

<#
.SYNOPSIS
    Up to which rate does a host receive without loss, and what stops it there?
.DESCRIPTION
    Searches with two loss goals at once, between the two ends of a testbed of its own, and gives for each the rate and what
    stopped it; Bottleneck of a result has the causes with what to do. Needs root. Runs in pwsh and in udplab-shell.
.PARAMETER Duration
    Duration of a trial in seconds. Longer trials give steadier answers.
.PARAMETER LossGoal
    Loss ratios that a trial may have: 0.001 is one packet of a thousand.
.PARAMETER GoalWidth
    How near the bounds must be, relative to the upper one.
.OUTPUTS
    UdpLab.ThroughputResult: one for each goal.
.EXAMPLE
    ./examples/throughput.ps1
.EXAMPLE
    ./examples/throughput.ps1 | ForEach-Object Bottleneck | Format-List Title, Evidence, Advice
.EXAMPLE
    ./examples/throughput.ps1 -Duration 1 -LossGoal 0, 0.001, 0.01 -GoalWidth 0.01
#>
[CmdletBinding()]
param(
    [ValidateRange(0.05, 60)]
    [double] $Duration = 0.2,

    [ValidateRange(0, 0.999)]
    [double[]] $LossGoal = @(0.001, 0.01),

    [ValidateRange(0.0001, 0.5)]
    [double] $GoalWidth = 0.1
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$bed = New-LabTestbed
try {
    $bed | Find-UdpThroughput -LossGoal $LossGoal -TrialDuration $Duration -DurationSum (3 * $Duration) -GoalWidth $GoalWidth -MaximumSeconds 300
}
finally {
    $bed | Remove-LabTestbed
}
