#Requires -Version 7.4

<#
.SYNOPSIS
    Why a sink is not faster: a profile of exactly the measured window, with an explanation.
.DESCRIPTION
    Floods a sink in a testbed from one namespace to the other, profiles the sink's threads and the CPUs that process its
    packets, and returns the causes that limit it, largest first, each with its evidence, the fix, and the kernel that
    fixed it. Then the same for a sink that receives many packets per call. Needs root, and perf (Debian: linux-perf).
    Runs in pwsh and in udplab-shell.
.PARAMETER Duration
    Duration of each flood in seconds.
.PARAMETER Method
    Receiving system calls to profile.
.OUTPUTS
    PSCustomObject: one per cause and method.
.EXAMPLE
    ./examples/07-why-slow.ps1
.EXAMPLE
    ./examples/07-why-slow.ps1 -Duration 5 -Method Recvmsg | Where-Object Share -GT 10
#>
[CmdletBinding()]
param(
    [ValidateRange(0.1, 60)]
    [double] $Duration = 3,

    [string[]] $Method = @('Recvmsg', 'Recvmmsg')
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$bed = New-LabTestbed
try {
    Invoke-UdpFlood -LabHost $bed.Generator -Backend Socket -Duration $Duration |
        Measure-Sink -LabHost $bed.Sink -Method $Method -Profile -ProfileCpu 0 |
        ForEach-Object {
            $measurement = $_
            $measurement | Get-UdpBottleneck | ForEach-Object {
                [pscustomobject]@{
                    Method = $measurement.Method
                    Pps = [long] $measurement.Pps
                    Event = $measurement.Profile.Event
                    Samples = $measurement.Profile.Samples
                    Share = [math]::Round($_.Share, 1)
                    Cause = $_.Cause
                    Title = $_.Title
                    Evidence = $_.Evidence
                    Advice = $_.Advice
                    FixedIn = $_.FixedIn
                }
            }
        }
}
finally {
    $bed.Dispose()
}
