#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample05_flow_per_thread.sh: one flow per thread, each from its own source address.
.DESCRIPTION
    Adds the interface to several pktgen threads and gives each a source address by its number (198.18.1.1 for thread
    0, 198.18.2.1 for thread 1), so that also a receiver whose RSS looks at addresses only keeps the flows apart. Sends
    in bursts, and removes the devices at the end, whatever happens. If RSS also hashes ports, Invoke-UdpFlood
    -Threads is enough. Needs root on the generator.
.PARAMETER LabHost
    Generator: the name of a host in this session, see Connect-LabHost.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to (-d).
.PARAMETER DestinationMac
    MAC address to send to (-m): pktgen itself does no lookup.
.PARAMETER Thread
    pktgen threads, by their CPUs (-f and -t).
.PARAMETER Burst
    How many copies of a packet are handed over at once, 1 for no bursts (-b). A driver that does not let a packet be sent
    several times (veth, bridges and the like) has 1 only.
.PARAMETER Count
    Packets that each thread sends, 0 for no limit (-n); the last burst may exceed it.
.PARAMETER Duration
    Maximum duration of the run in seconds. The sample runs until Ctrl-C.
.PARAMETER PacketSize
    Size of the Ethernet frame in bytes, without FCS (-s).
.OUTPUTS
    UdpLab.PktgenDevice: one per thread, with what it sent.
.EXAMPLE
    ./examples/pktgen/05-flow-per-thread.ps1 -LabHost gen -Interface eth1 -Destination 198.18.0.42 -DestinationMac 90:e2:ba:0a:56:b4 -Thread 0, 1, 2, 3 -Duration 30
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

    [int] $Burst = 32,

    [long] $Count = 0,

    [double] $Duration = 10,

    [int] $PacketSize = 60
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
    Count = $Count
    PacketSize = $PacketSize
    Burst = $Burst
    Flag = 'QUEUE_MAP_CPU', 'NO_TIMESTAMP'
}
$devices = Add-PktgenDevice $Interface -Thread $Thread -LabHost $LabHost @settings -PassThru -ErrorAction Stop
try {
    foreach ($device in $devices) {
        $device | Set-PktgenDevice -Source "198.18.$($device.Thread + 1).1" -ErrorAction Stop
    }

    Start-Pktgen -LabHost $LabHost -Duration $Duration
}
finally {
    $devices | Remove-PktgenDevice
}
