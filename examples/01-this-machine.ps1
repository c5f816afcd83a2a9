#Requires -Version 7.4

<#
.SYNOPSIS
    What this kernel delivers to a UDP socket, where the other packets were lost, and what each receiving system call costs.
.DESCRIPTION
    Floods a sink over loopback, first for the complete result (the measurement and its ledger), then once for each of
    the five receiving system calls. Needs no privilege, changes nothing, and runs in pwsh and in udplab-shell.
.PARAMETER Duration
    Duration of each flood in seconds.
.PARAMETER Repeat
    Rounds of the comparison. With more than one the methods take turns, so that a change in speed affects all of them.
.OUTPUTS
    UdpLab.SinkMeasurement: that of the first flood, then one per method and round. The ledger of the first is printed.
.EXAMPLE
    ./examples/01-this-machine.ps1
.EXAMPLE
    ./examples/01-this-machine.ps1 -Duration 5 -Repeat 10 | Select-Object Method, Pps, LossPercent | Export-Csv methods.csv
#>
[CmdletBinding()]
param(
    [ValidateRange(0.1, 60)]
    [double] $Duration = 1,

    [ValidateRange(1, 100)]
    [int] $Repeat = 1
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

Invoke-UdpFlood -Duration $Duration | Measure-Sink -OutVariable measurement
$measurement[0].Ledger | Out-Host

Invoke-UdpFlood -Duration $Duration | Measure-Sink Recvmsg, Recvmmsg, Recv, Recvfrom, Read -Repeat $Repeat
