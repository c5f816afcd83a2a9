#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample05_flow_per_thread.sh: one flow a thread, each from a source address of its own.
.DESCRIPTION
    Adds the interface to several threads of pktgen and gives each a source address by its number (198.18.1.1 for thread
    0, 198.18.2.1 for thread 1), so that also a receiver whose RSS looks at addresses only keeps the flows apart. Sends
    in bursts, and removes the devices at the end, whatever happens. Where RSS looks at ports, too, Invoke-UdpFlood
    -Threads is enough. Needs root on the generator.
.PARAMETER LabHost
    Generator: the name of a host of this session, see Connect-LabHost.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to (-d).
.PARAMETER DestinationMac
    MAC address to send to (-m): pktgen itself asks nobody.
.PARAMETER Thread
    Threads of pktgen, by their CPUs (-f and -t).
.PARAMETER Burst
    How many times a packet is handed over at once, 1 for no bursts (-b). A driver that does not let a packet be sent
    several times (veth, bridges and the like) has 1 only.
.PARAMETER Count
    Packets that each thread sends, 0 for no end (-n); the last burst may go beyond it.
.PARAMETER Duration
    Seconds after which the run ends at the latest. The sample goes on until Ctrl-C.
.PARAMETER PacketSize
    Bytes of the Ethernet frame without FCS (-s).
.OUTPUTS
    UdpLab.PktgenDevice: one a thread, with what it sent.
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

# What fails ends the script: nothing later runs on another host than was meant.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# A start lets all devices send. The sample removes what others added; here it stays.
if (Get-PktgenDevice -LabHost $LabHost -ErrorAction Ignore) {
    throw "pktgen has devices already on $LabHost, which would send, too: see Get-PktgenDevice and Reset-Pktgen."
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
