#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample06_numa_awared_queue_irq_affinity.sh: a thread on each CPU near the NIC, each with its own queue.
.DESCRIPTION
    Sends with pktgen threads on the CPUs of the NIC's NUMA node, at most as many as it has transmit queues, each on the
    queue of its CPU and from random source ports. Invoke-UdpFlood does all of that automatically. It does not do the third
    part of the sample, the affinity of the queues' interrupts: see README.md in this folder. Needs root on the
    generator, loads pktgen there and leaves no device behind.
.PARAMETER LabHost
    Generator: the name of a host in this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to (-d); by default that of the sink downstream.
.PARAMETER DestinationMac
    MAC address to send to (-m); by default the sink's, or from ARP for the destination.
.PARAMETER Threads
    Sending threads (-t); by default one for each CPU near the NIC that has a queue. With more than there are CPUs
    near the NIC some share one; PerThread of the flood shows the CPUs.
.PARAMETER Count
    Packets to send, all threads together (-n).
.PARAMETER PacketSize
    Size of the Ethernet frame in bytes, without FCS (-s); by default 60.
.PARAMETER CloneSkb
    How many times a packet is sent before a new one is built (-c); by default once.
.OUTPUTS
    UdpLab.UdpFlood: PerThread has the CPUs and what each sent.
.EXAMPLE
    ./examples/pktgen/06-numa-queues.ps1 -LabHost gen -Interface eth1 -Threads 4 | Measure-Sink -LabHost dut -Interface eth1
#>
[CmdletBinding()]
param(
    [string[]] $LabHost,

    [Parameter(Mandatory)]
    [string] $Interface,

    [string] $Destination,

    [string] $DestinationMac,

    [int] $Threads,

    [long] $Count = 20000000,

    [int] $PacketSize,

    [int] $CloneSkb
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# Pass the given parameters on: they are named as in Invoke-UdpFlood.
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -Count $Count -Flows 100 -Pktgen @{ Flag = 'UDPSRC_RND', 'NO_TIMESTAMP' }
