#Requires -Version 7.4

<#
.SYNOPSIS
    The same flood into receive buffers of several sizes: what a buffer can prevent and what it cannot.
.DESCRIPTION
    Paces a flood through a testbed below what the sink can read and increases the receive buffer from very small to near
    the default: as long as bursts overflow it, RcvbufErrors are the biggest loss. Then it sends an unlimited flood: now
    the reader is too slow, and no buffer helps. Every loss is printed with the counter it was read from. Needs root,
    for the testbed. Runs in pwsh and in udplab-shell.
.PARAMETER Duration
    Duration of each flood in seconds.
.PARAMETER RatePps
    Packets per second of the paced floods: a rate the sink can handle, but not without a buffer.
.PARAMETER ReceiveBuffer
    Receive buffers to try, in bytes as for SO_RCVBUF.
.OUTPUTS
    UdpLab.SinkMeasurement: one per buffer, then that of the unlimited flood. The losses in its ledger are printed.
.EXAMPLE
    ./examples/03-where-packets-die.ps1 -RatePps 100000 -ReceiveBuffer 4096, 65536, 1048576
#>
[CmdletBinding()]
param(
    [ValidateRange(0.1, 60)]
    [double] $Duration = 1,

    [ValidateRange(1000, 10000000)]
    [double] $RatePps = 50000,

    [ValidateRange(1024, 1073741823)]
    [int[]] $ReceiveBuffer = @(2048, 16384, 131072)
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$bed = New-LabTestbed
try {
    foreach ($bytes in $ReceiveBuffer) {
        Invoke-UdpFlood -LabHost $bed.Generator -RatePps $RatePps -Duration $Duration |
            Measure-Sink -LabHost $bed.Sink -ReceiveBuffer $bytes
    }

    $last = $ReceiveBuffer[-1]
    Invoke-UdpFlood -LabHost $bed.Generator -Duration $Duration |
        Measure-Sink -LabHost $bed.Sink -ReceiveBuffer $last -OutVariable free
    $free[0].Ledger.Entries | Where-Object { $_.IsLoss -and $_.Packets -gt 0 } | Out-Host
}
finally {
    $bed | Remove-LabTestbed
}
