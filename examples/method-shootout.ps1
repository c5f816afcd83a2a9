#Requires -Version 7.4

<#
.SYNOPSIS
    Which system call receives the most packets, and at what cost? udp_sink's cycle of methods, repeated and compared.
.DESCRIPTION
    Jesper Dangaard Brouer's udp_sink receives with one method after the other. Here each method is a cell of a sweep: in
    blocks, with the methods in random order in each, because a machine that gets warmer or busier meanwhile would otherwise
    favour those that come first. Then each method is compared with the first one given, with an interval for the ratio,
    and "~" where nothing can be told. Over loopback; needs no privilege. Sender and receiver share the CPUs, so compare
    CpuNsPerPacket, the sink's own cost per packet, rather than the rates. Runs in pwsh and in udplab-shell.
.PARAMETER Method
    Methods to compare; the first is the baseline.
.PARAMETER Repeat
    Measurements of each method. With fewer than 4 nothing can be decided at 95 %.
.PARAMETER Metric
    What to compare: a number of a measurement.
.PARAMETER Duration
    Duration of each flood in seconds.
.PARAMETER Journal
    A file for the measurements, which Import-LabResult reads. If it exists, the experiment is continued.
.OUTPUTS
    UdpLab.Comparison: one for each other method.
.EXAMPLE
    ./examples/method-shootout.ps1
.EXAMPLE
    ./examples/method-shootout.ps1 Recvmsg, Recvmmsg -Metric Pps -Repeat 10 -Duration 5 -Journal methods.jsonl
#>
[CmdletBinding()]
param(
    [ValidateCount(2, 10)]
    [string[]] $Method = @('Recvmsg', 'Recvmmsg', 'Recv', 'Recvfrom', 'Read'),

    [ValidateRange(2, 1000)]
    [int] $Repeat = 4,

    [string] $Metric = 'CpuNsPerPacket',

    [ValidateRange(0.1, 60)]
    [double] $Duration = 1,

    [string] $Journal
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$baseline = $Method[0]
$flood = @{ Duration = $Duration }
$record = if ($Journal) { @{ Journal = $Journal; Resume = $true } } else { @{} }
Invoke-LabSweep @{ Method = $Method } -Repeat $Repeat @record {
    Invoke-UdpFlood @flood | Measure-Sink $Method
} | Compare-SinkMeasurement -By Method -Baseline $baseline -Metric $Metric
