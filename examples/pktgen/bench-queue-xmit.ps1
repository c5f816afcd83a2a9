#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_bench_xmit_mode_queue_xmit.sh: what a packet costs on its way through the queueing discipline.
.DESCRIPTION
    Hands packets to the transmit path above the queueing discipline, where everything but pktgen enters it, instead of
    to the driver. With a sink downstream, its ledger shows what the queueing discipline dropped. Needs root on the generator,
    loads pktgen there and leaves no device behind.
.PARAMETER LabHost
    Generator: the name of a host in this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface to send out of (-i of the script).
.PARAMETER Destination
    Address to send to (-d); by default that of the sink downstream.
.PARAMETER DestinationMac
    MAC address to send to (-m); by default the sink's, or from ARP for the destination.
.PARAMETER Threads
    Sending threads, each on its own CPU (-t).
.PARAMETER Count
    Packets to send, all threads together (-n).
.PARAMETER PacketSize
    Size of the Ethernet frame in bytes, without FCS (-s); by default 60.
.OUTPUTS
    UdpLab.UdpFlood.
.EXAMPLE
    ./examples/pktgen/bench-queue-xmit.ps1 -LabHost gen -Interface eth1 -Destination 198.18.0.42 -DestinationMac 90:e2:ba:ff:ff:ff
#>
[CmdletBinding()]
param(
    [string[]] $LabHost,

    [Parameter(Mandatory)]
    [string] $Interface,

    [string] $Destination,

    [string] $DestinationMac,

    [int] $Threads = 1,

    [long] $Count = 10000000,

    [int] $PacketSize
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# Pass the given parameters on: they are named as in Invoke-UdpFlood.
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -XmitMode queue_xmit -Threads $Threads -Count $Count -Pktgen @{ Flag = 'NO_TIMESTAMP' }
