#Requires -Version 7.4

<#
.SYNOPSIS
    pktgen_sample04_many_flows.sh: thousands of flows of a few packets each, one after another.
.DESCRIPTION
    Sends from a range of source addresses, each a flow: some packets of one back to back, then the next, and after the
    last the first again. The sample asks the same of pktgen's flows, flowlen and FLOW_SEQ; but these keep destination
    addresses only, and with IPSRC_RND nearly every packet is a flow of its own. A range in turn and clone_skb send
    what is meant. Needs root on the generator, loads pktgen there and leaves no device behind.
.PARAMETER LabHost
    Generator: the name of a host of this session, see Connect-LabHost; by default this machine.
.PARAMETER Interface
    Interface to send out of (-i of the sample).
.PARAMETER Destination
    Address to send to (-d); by default that of the sink downstream.
.PARAMETER DestinationMac
    MAC address to send to (-m); by default the sink's, or what ARP says of the destination.
.PARAMETER Source
    Source addresses, a first and a last or a prefix: as many as there shall be flows ($FLOWS of the sample).
.PARAMETER FlowLength
    Packets of a flow before it is the next one's turn ($FLOWLEN). A driver that does not let a packet be sent several
    times (veth, bridges and the like) has 1 only.
.PARAMETER Threads
    Sending threads (-t); each has all the flows, from a source port of its own.
.PARAMETER Count
    Packets to send, by all threads (-n).
.PARAMETER Duration
    Seconds to send, instead of a count; by default 3. The sample goes on until Ctrl-C.
.PARAMETER PacketSize
    Bytes of the Ethernet frame without FCS (-s); by default 60.
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

# What fails ends the script: nothing later runs on another host than was meant.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../../UdpLab.psd1"

# A range of sources is pktgen's own affair; the rest that was given goes on as it is.
$null = $PSBoundParameters.Remove('Source')
$null = $PSBoundParameters.Remove('FlowLength')
$clones = $FlowLength -gt 1 ? $FlowLength : 0
Invoke-UdpFlood @PSBoundParameters -Backend Pktgen -Threads $Threads -CloneSkb $clones -Pktgen @{ Source = $Source; Flag = 'NO_TIMESTAMP' }
