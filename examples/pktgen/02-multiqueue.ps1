#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample02_multiqueue.sh: a device on each of several threads, by hand.
.DESCRIPTION
    Adds the interface to several pktgen threads, as eth1@0, eth1@1 and so on, each sending on the transmit queue of its
    CPU from random source ports, starts them all, and removes them at the end, whatever happens. This controls pktgen
    directly: Invoke-UdpFlood -Threads does the same in one line, and finds CPUs and MAC address itself.
    Needs root on the generator.
.PARAMETER LabHost
    Generator: the name of a host in this session, see Connect-LabHost.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to, or a range of them (-d).
.PARAMETER DestinationMac
    MAC address to send to (-m): pktgen itself does no lookup.
.PARAMETER Thread
    pktgen threads, by their CPUs (-f and -t).
.PARAMETER Count
    Packets that each thread sends (-n).
.PARAMETER PacketSize
    Size of the Ethernet frame in bytes, without FCS (-s).
.PARAMETER CloneSkb
    How many times a packet is sent before a new one is built, 0 to build a new one each time (-c).
.OUTPUTS
    UdpLab.PktgenDevice: one per thread, with what it sent.
.EXAMPLE
    ./examples/pktgen/02-multiqueue.ps1 -LabHost gen -Interface eth1 -Destination 198.18.0.42 -DestinationMac 90:e2:ba:0a:56:b4 -Thread 0, 1, 2, 3
#>
[CmdletBinding()]
param(
    [string] $LabHost = 'local',

    [Parameter(Mandatory)]
    [string] $Interface,

    [Parameter(Mandatory)]
    [string] $Destination,

    [Parameter(Mandatory)]
    [string] $DestinationMac,

    [int[]] $Thread = @(0, 1),

    [long] $Count = 100000,

    [int] $PacketSize = 60,

    [int] $CloneSkb = 0
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# Starting pktgen starts all devices. The sample removes those of others; this script refuses to run.
if (Get-PktgenDevice -LabHost $LabHost -ErrorAction Ignore) {
    throw "pktgen already has devices on $LabHost, which would send too: see Get-PktgenDevice and Reset-Pktgen."
}

$settings = @{
    Destination = $Destination
    DestinationMac = $DestinationMac
    SourcePort = '9-109'
    Count = $Count
    PacketSize = $PacketSize
    CloneSkb = $CloneSkb
    Flag = 'UDPSRC_RND', 'QUEUE_MAP_CPU', 'NO_TIMESTAMP'
}
$devices = Add-PktgenDevice $Interface -Thread $Thread -LabHost $LabHost @settings -PassThru -ErrorAction Stop
try {
    Start-Pktgen -LabHost $LabHost
}
finally {
    $devices | Remove-PktgenDevice
}
