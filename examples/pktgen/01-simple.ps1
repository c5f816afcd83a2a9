#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample01_simple.sh: one thread, one interface, source ports at random.
.DESCRIPTION
    Sends with one thread of pktgen on a CPU near the interface, as fast as it goes, from 100 source ports at random and
    without time stamps. Pipe it to Measure-Sink to see what arrives: the sink also says where to send to. Needs root on
    the generator, loads pktgen there and leaves no device behind.
.PARAMETER LabHost
    Generator: the name of a host of this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to (-d); by default that of the sink downstream.
.PARAMETER DestinationMac
    MAC address to send to (-m); by default the sink's, or what ARP says of the destination.
.PARAMETER Count
    Packets to send (-n).
.PARAMETER PacketSize
    Bytes of the Ethernet frame without FCS (-s); by default 60.
.PARAMETER CloneSkb
    How many times a packet is sent before a new one is made (-c); by default each is new.
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

# What fails ends the script: nothing later runs on another host than was meant.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# What was given goes on as it is: the names are those of Invoke-UdpFlood.
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -Threads 1 -Count $Count -Flows 100 -Pktgen @{ Flag = 'UDPSRC_RND', 'NO_TIMESTAMP' }
