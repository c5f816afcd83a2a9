#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample03_burst_single_flow.sh: all that one flow can carry, by handing over the same packet in bursts.
.DESCRIPTION
    Sends one flow with one thread of pktgen, handing every packet 32 times to the driver before its doorbell is rung
    (xmit_more), without time stamps. One flow loads one CPU of the receiver. The driver must let a packet be sent
    several times: veth, bridges and the like do not, and the error says so. Needs root on the generator, loads pktgen
    there and leaves no device behind.
.PARAMETER LabHost
    Generator: the name of a host of this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to (-d); by default that of the sink downstream.
.PARAMETER DestinationMac
    MAC address to send to (-m); by default the sink's, or what ARP says of the destination.
.PARAMETER Threads
    Sending threads (-t); each has a flow of its own.
.PARAMETER Burst
    How many times a packet is handed over at once, 1 for no bursts (-b).
.PARAMETER Count
    Packets to send, by all threads (-n); the last burst may go beyond it.
.PARAMETER Duration
    Seconds to send, instead of a count; by default 3. The sample goes on until Ctrl-C.
.PARAMETER PacketSize
    Bytes of the Ethernet frame without FCS (-s); by default 60.
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

# What fails ends the script: nothing later runs on another host than was meant.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# What was given goes on as it is: the names are those of Invoke-UdpFlood.
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -Threads $Threads -Burst $Burst -Pktgen @{ Flag = 'NO_TIMESTAMP' }
