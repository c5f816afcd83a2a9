#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_bench_xmit_mode_netif_receive.sh: what a packet costs between the driver and IP.
.DESCRIPTION
    Hands packets to the receive path of an interface, just behind its driver, in bursts of one packet 1024 times over.
    Their MAC address is nobody's, so IP drops them at once and no hardware matters: what is measured is the ingress
    path, with a qdisc or filter on it or without (see the original for the scenarios). Needs root, loads pktgen and
    leaves no device behind.
.PARAMETER LabHost
    Host to measure: the name of a host of this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface whose receive path takes the packets (-i of the script).
.PARAMETER Destination
    Destination address of the packets (-d).
.PARAMETER DestinationMac
    Destination MAC address (-m). With the interface's own, and -Destination its address, packets go on to sockets.
.PARAMETER Source
    Source address of the packets.
.PARAMETER Threads
    Injecting threads, each on a CPU of its own (-t).
.PARAMETER Burst
    How many times a packet is handed over before a new one is made (-b).
.PARAMETER Count
    Packets to inject, by all threads (-n); the last burst may go beyond it.
.PARAMETER PacketSize
    Bytes of the Ethernet frame without FCS (-s); by default 60.
.OUTPUTS
    UdpLab.UdpFlood.
.EXAMPLE
    ./examples/pktgen/bench-netif-receive.ps1 -Interface eth1
#>
[CmdletBinding()]
param(
    [string[]] $LabHost,

    [Parameter(Mandatory)]
    [string] $Interface,

    [string] $Destination = '198.18.0.42',

    [string] $DestinationMac = '90:e2:ba:ff:ff:ff',

    [string] $Source = '198.18.0.41',

    [int] $Threads = 1,

    [int] $Burst = 1024,

    [long] $Count = 10000000,

    [int] $PacketSize
)

# What fails ends the script: nothing later runs on another host than was meant.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

$PSBoundParameters.Source = $Source
$PSBoundParameters.Destination = $Destination
$PSBoundParameters.DestinationMac = $DestinationMac
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -Inject -Threads $Threads -Burst $Burst -Count $Count -Pktgen @{ Flag = 'NO_TIMESTAMP' }
