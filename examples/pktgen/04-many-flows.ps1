#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample04_many_flows.sh: thousands of flows of a few packets each, one after another.
.DESCRIPTION
    Sends from a range of source addresses, each a flow: a few packets of one back to back, then the next, and after the
    last the first again. The sample tries this with pktgen's flows, flowlen and FLOW_SEQ; but these only keep
    destination addresses, and with IPSRC_RND nearly every packet is its own flow. A sequential range and clone_skb do
    what is intended. Needs root on the generator, loads pktgen there and leaves no device behind.
.PARAMETER LabHost
    Generator: the name of a host in this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to (-d); by default that of the sink downstream.
.PARAMETER DestinationMac
    MAC address to send to (-m); by default the sink's, or from ARP for the destination.
.PARAMETER Source
    Source addresses, as first and last or as a prefix: one per flow ($FLOWS of the sample).
.PARAMETER FlowLength
    Packets of a flow before the next flow's turn ($FLOWLEN). Drivers that do not allow a packet to be sent several times
    (veth, bridges and others) only support 1.
.PARAMETER Threads
    Sending threads (-t); each sends all flows, from its own source port.
.PARAMETER Count
    Packets to send, all threads together (-n).
.PARAMETER Duration
    Seconds to send, instead of a count; by default 3. The sample runs until Ctrl-C.
.PARAMETER PacketSize
    Size of the Ethernet frame in bytes, without FCS (-s); by default 60.
.OUTPUTS
    UdpLab.UdpFlood.
.EXAMPLE
    ./examples/pktgen/04-many-flows.ps1 -LabHost gen -Interface eth1 -Source 198.18.0.0/15 -Duration 10 | Measure-Sink -LabHost dut -Interface eth1
#>
[CmdletBinding()]
param(
    [string[]] $LabHost,

    [Parameter(Mandatory)]
    [string] $Interface,

    [string] $Destination,

    [string] $DestinationMac,

    [string] $Source = '198.18.0.0/19',

    [ValidateRange(1, 1000000)]
    [int] $FlowLength = 10,

    [int] $Threads = 1,

    [long] $Count,

    [double] $Duration,

    [int] $PacketSize
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# The range of sources is a pktgen setting; the other parameters are passed on.
$null = $PSBoundParameters.Remove('Source')
$null = $PSBoundParameters.Remove('FlowLength')
$clones = $FlowLength -gt 1 ? $FlowLength : 0
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -Threads $Threads -CloneSkb $clones -Pktgen @{ Source = $Source; Flag = 'NO_TIMESTAMP' }
