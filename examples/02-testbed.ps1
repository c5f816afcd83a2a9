#Requires -Version 7.4

<#
.SYNOPSIS
    Receiving system calls compared under an XDP flood through a two-queue testbed, with the ledger of the last.
.DESCRIPTION
    Creates two network namespaces joined by a multi-queue veth, sends live frames out of one with backend Xdp and
    receives them in the other: only the sending stack is bypassed, the frames arrive through NAPI, IP and UDP as from a
    NIC. The testbed is removed at the end, whatever happens. Needs root. Runs in pwsh and in udplab-shell.
.PARAMETER Duration
    Duration of each flood in seconds.
.PARAMETER Queues
    Queues of the veth, and sending threads: one per queue.
.OUTPUTS
    UdpLab.SinkMeasurement: one per method. The ledger of the last is printed, entry by entry.
.EXAMPLE
    ./examples/02-testbed.ps1 -Duration 5
#>
[CmdletBinding()]
param(
    [ValidateRange(0.1, 60)]
    [double] $Duration = 1,

    [ValidateRange(1, 256)]
    [int] $Queues = 2
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$bed = New-LabTestbed -Queues $Queues
try {
    $flood = @{ LabHost = $bed.Generator; Backend = 'Xdp'; Threads = [Math]::Min($Queues, $bed.Generator.Cpus); Flows = 64; Duration = $Duration }
    Invoke-UdpFlood @flood | Measure-Sink Recvmsg, Recvmmsg, Recv, Recvfrom, Read -LabHost $bed.Sink -OutVariable measurements
    $measurements[-1].Ledger.Entries | Out-Host
}
finally {
    $bed | Remove-LabTestbed
}
