#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample06_numa_awared_queue_irq_affinity.sh: a thread on each CPU near the NIC, each with a queue of its own.
.DESCRIPTION
    Sends with threads of pktgen on the CPUs of the NIC's NUMA node, no more than it has transmit queues, each on the
    queue of its CPU and from source ports at random. All of that Invoke-UdpFlood does by itself. What it does not do is
    the third part of the sample, the affinity of the queues' interrupts: see README.md beside this file. Needs root on
    the generator, loads pktgen there and leaves no device behind.
.PARAMETER LabHost
    Generator: the name of a host of this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to (-d); by default that of the sink downstream.
.PARAMETER DestinationMac
    MAC address to send to (-m); by default the sink's, or what ARP says of the destination.
.PARAMETER Threads
    Sending threads (-t); by default one for each CPU near the NIC that has a queue. With more than there are CPUs near
    the NIC some share one; PerThread of the flood tells the CPUs.
.PARAMETER Count
    Packets to send, by all threads (-n).
.PARAMETER PacketSize
    Bytes of the Ethernet frame without FCS (-s); by default 60.
.PARAMETER CloneSkb
    How many times a packet is sent before a new one is made (-c); by default each is new.
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

# What fails ends the script: nothing later runs on another host than was meant.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# What was given goes on as it is: the names are those of Invoke-UdpFlood.
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -Count $Count -Flows 100 -Pktgen @{ Flag = 'UDPSRC_RND', 'NO_TIMESTAMP' }
