#Requires -Version 7.4

<#
.SYNOPSIS
    One socket or several, spread by hash or by CPU, with and without GRO: what scales and what each packet costs.
.DESCRIPTION
    Two threads inject frames of many flows into the receive path of a two-queue testbed, each on its own CPU and queue,
    and the sink receives with 1 and 2 SO_REUSEPORT sockets: spread by the kernel's hash of addresses and ports, then by
    the CPU that received the packet (-SteerByCpu), and finally with trains of segments and UDP_GRO. Needs root. Runs in
    pwsh and in udplab-shell. On a machine with few CPUs generator and sink compete for them: compare CPU ns, the sink's
    own cost per packet, rather than the rates.
.PARAMETER Duration
    Duration of each flood in seconds.
.PARAMETER Threads
    Number of queues, of injecting threads, and the maximum number of sockets.
.OUTPUTS
    UdpLab.SinkMeasurement: one per configuration, in the order of the description; PerSocket has the sockets' shares.
.EXAMPLE
    ./examples/04-scaling-sockets.ps1 -Duration 5 | Select-Object Sockets, Gro, Pps, CpuNsPerPacket, LossPercent
#>
[CmdletBinding()]
param(
    [ValidateRange(0.1, 60)]
    [double] $Duration = 1,

    [ValidateRange(2, 64)]
    [int] $Threads = 2
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$bed = New-LabTestbed -Queues $Threads
try {
    $inject = @{
        LabHost = $bed.Sink
        Interface = $bed.SinkInterface
        Inject = $true
        Threads = $Threads
        Flows = 256
        Duration = $Duration
    }
    foreach ($sink in @{ Sockets = 1 }, @{ Sockets = $Threads }, @{ Sockets = $Threads; SteerByCpu = $true }) {
        Invoke-UdpFlood @inject | Measure-Sink Recvmmsg -LabHost $bed.Sink @sink
    }

    foreach ($gro in $false, $true) {
        Invoke-UdpFlood -LabHost $bed.Generator -Gso 32 -Duration $Duration |
            Measure-Sink Recvmmsg -LabHost $bed.Sink -Gro:$gro
    }
}
finally {
    $bed | Remove-LabTestbed
}
