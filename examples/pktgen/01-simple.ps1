#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample01_simple.sh: one thread, one interface, random source ports.
.DESCRIPTION
    Sends with one pktgen thread on a CPU near the interface, as fast as possible, from 100 random source ports and
    without timestamps. Pipe it to Measure-Sink to see what arrives: the sink also provides the destination. Needs root
    on the generator, loads pktgen there and leaves no device behind.
.PARAMETER LabHost
    Generator: the name of a host in this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to (-d); by default that of the sink downstream.
.PARAMETER DestinationMac
    MAC address to send to (-m); by default the sink's, or from ARP for the destination.
.PARAMETER Count
    Packets to send (-n).
.PARAMETER PacketSize
    Size of the Ethernet frame in bytes, without FCS (-s); by default 60.
.PARAMETER CloneSkb
    How many times a packet is sent before a new one is built (-c); by default once.
.OUTPUTS
    UdpLab.UdpFlood.
.EXAMPLE
    ./examples/pktgen/01-simple.ps1 -LabHost gen -Interface eth1 -Destination 198.18.0.42 -DestinationMac 90:e2:ba:0a:56:b4
.EXAMPLE
    ./examples/pktgen/01-simple.ps1 -LabHost gen -Interface eth1 | Measure-Sink -LabHost dut -Interface eth1
#>
[CmdletBinding()]
param(
    [string[]] $LabHost,

    [Parameter(Mandatory)]
    [string] $Interface,

    [string] $Destination,

    [string] $DestinationMac,

    [long] $Count = 100000,

    [int] $PacketSize,

    [int] $CloneSkb
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# Pass the given parameters on: they are named as in Invoke-UdpFlood.
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -Threads 1 -Count $Count -Flows 100 -Pktgen @{ Flag = 'UDPSRC_RND', 'NO_TIMESTAMP' }
