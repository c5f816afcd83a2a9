#Requires -Version 7.4

<#
.SYNOPSIS
    How far from line rate is this machine, from the smallest packets to the largest?
.DESCRIPTION
    Measures a sink on loopback with packets of several sizes, and compares what it received with what a link of some
    speed carries at that size. Small packets are limited by the kernel's cost per packet, large ones by the link: the
    size from which on Sink % reaches 100 is where this machine keeps up. Needs no privileges. Runs in pwsh and in
    udplab-shell.
.PARAMETER SpeedMbps
    Speed of the link to compare with, in Mbit/s.
.PARAMETER PacketSize
    Sizes of the packets: Ethernet frames without FCS.
.PARAMETER Duration
    Duration of each flood in seconds.
.OUTPUTS
    UdpLab.LineRate: one for each size.
.EXAMPLE
    ./examples/line-rate.ps1
.EXAMPLE
    ./examples/line-rate.ps1 -SpeedMbps 25000 -Duration 5 | Select-Object PacketSize, Pps, SinkPps, SinkPercent
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 10000000)]
    [int] $SpeedMbps = 10000,

    [ValidateRange(60, 1514)]
    [int[]] $PacketSize = @(60, 124, 252, 508, 1020, 1276, 1514),

    [ValidateRange(0.1, 60)]
    [double] $Duration = 1
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

foreach ($size in $PacketSize) {
    Invoke-UdpFlood -PacketSize $size -Duration $Duration |
        Measure-Sink -ReceiveBuffer 4000000 |
        Get-LineRate -SpeedMbps $SpeedMbps
}
