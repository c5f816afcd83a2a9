#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample03_burst_single_flow.sh: the maximum rate of one flow, handing over the same packet in bursts.
.DESCRIPTION
    Sends one flow with one pktgen thread, handing every packet to the driver 32 times before its doorbell is rung
    (xmit_more), without time stamps. One flow loads one CPU of the receiver. The driver must let a packet be sent
    several times: veth, bridges and others do not, and the error says so. Needs root on the generator, loads pktgen
    there and leaves no device behind.
.PARAMETER LabHost
    Generator: the name of a host in this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to (-d); by default that of the sink downstream.
.PARAMETER DestinationMac
    MAC address to send to (-m); by default the sink's, or from ARP for the destination.
.PARAMETER Threads
    Sending threads (-t); each has its own flow.
.PARAMETER Burst
    How many copies of a packet are handed over at once, 1 for no bursts (-b).
.PARAMETER Count
    Packets to send, all threads together (-n); the last burst may exceed it.
.PARAMETER Duration
    Seconds to send, instead of a count; by default 3. The sample runs until Ctrl-C.
.PARAMETER PacketSize
    Size of the Ethernet frame in bytes, without FCS (-s); by default 60.
.OUTPUTS
    UdpLab.UdpFlood.
.EXAMPLE
    ./examples/pktgen/03-burst-single-flow.ps1 -LabHost gen -Interface eth1 -Duration 10 | Measure-Sink -LabHost dut -Interface eth1
#>
[CmdletBinding()]
param(
    [string[]] $LabHost,

    [Parameter(Mandatory)]
    [string] $Interface,

    [string] $Destination,

    [string] $DestinationMac,

    [int] $Threads = 1,

    [int] $Burst = 32,

    [long] $Count,

    [double] $Duration,

    [int] $PacketSize
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# Pass the given parameters on: they are named as in Invoke-UdpFlood.
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -Threads $Threads -Burst $Burst -Pktgen @{ Flag = 'NO_TIMESTAMP' }
