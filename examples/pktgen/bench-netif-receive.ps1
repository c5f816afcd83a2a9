#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_bench_xmit_mode_netif_receive.sh: what a packet costs between the driver and IP.
.DESCRIPTION
    Hands packets to the receive path of an interface, just after its driver, in bursts of 1024 copies of one packet.
    Their MAC address belongs to no host, so IP drops them at once and no hardware matters: this measures the ingress
    path, with or without a qdisc or filter on it (see the original for the scenarios). Needs root, loads pktgen and
    leaves no device behind.
.PARAMETER LabHost
    Host to measure: the name of a host in this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface whose receive path gets the packets (-i of the script).
.PARAMETER Destination
    Destination address of the packets (-d).
.PARAMETER DestinationMac
    Destination MAC address (-m). With the interface's own, and its address as -Destination, packets reach sockets.
.PARAMETER Source
    Source address of the packets.
.PARAMETER Threads
    Injecting threads, each on its own CPU (-t).
.PARAMETER Burst
    How many times a packet is handed over before a new one is built (-b).
.PARAMETER Count
    Packets to inject, all threads together (-n); the last burst may exceed it.
.PARAMETER PacketSize
    Size of the Ethernet frame in bytes, without FCS (-s); by default 60.
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

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

$PSBoundParameters.Source = $Source
$PSBoundParameters.Destination = $Destination
$PSBoundParameters.DestinationMac = $DestinationMac
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -Inject -Threads $Threads -Burst $Burst -Count $Count -Pktgen @{ Flag = 'NO_TIMESTAMP' }
