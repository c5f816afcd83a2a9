#Requires -Version 7.4

<#
.SYNOPSIS
    The article's experiment: the ingress spread over 1, 2, 4, ... receive queues, and how many packets a second each gives.
.DESCRIPTION
    For each number of queues the sink's interface is set, a flood of many flows is sent to it and measured, and what was
    set is put back. Where the card has an RSS table (ethtool -X equal N) that is what is set; where it has none (veth) it
    is the number of receive channels. A table and, if asked for, a CSV file come out at the end.

    On two machines: -Generator and -Sink, aliases of ~/.ssh/config or names for Connect-LabHost, with the interfaces that
    are joined; run it as root there. Pause frames, which would slow the generator down, are switched off for the time.
    On this machine alone, -Testbed: two namespaces and a veth, nothing to set up. That is the default. Needs root.
.PARAMETER Generator
    The machine that floods.
.PARAMETER Sink
    The machine that receives: the device under test.
.PARAMETER Interface
    The sink's interface; the generator's is the same unless -GeneratorInterface says otherwise.
.PARAMETER GeneratorInterface
    The generator's interface.
.PARAMETER KeyFilePath
    Private key for both, if ~/.ssh/config does not say it.
.PARAMETER Testbed
    Two network namespaces of this machine instead of machines.
.PARAMETER Queues
    Numbers of receive queues; by default 1, 2, 4 and so on, up to what the interface has.
.PARAMETER Method
    How the sink receives.
.PARAMETER Flows
    Flows (source ports) of the flood: RSS needs many to spread.
.PARAMETER Duration
    Seconds of each flood.
.PARAMETER Csv
    A file for the table.
.OUTPUTS
    A row for each number of queues: Queues, Pps, CpuNsPerPacket (the sink's own cost of a packet), LossPercent.
.EXAMPLE
    ./examples/rss-sweep.ps1
.EXAMPLE
    ./examples/rss-sweep.ps1 -Generator gen.lab -Sink dut.lab -Interface eth1 -Duration 10 -Csv rss.csv
#>
[CmdletBinding(DefaultParameterSetName = 'Testbed')]
param(
    [Parameter(Mandatory, ParameterSetName = 'Machines')]
    [string] $Generator,

    [Parameter(Mandatory, ParameterSetName = 'Machines')]
    [string] $Sink,

    [Parameter(Mandatory, ParameterSetName = 'Machines')]
    [string] $Interface,

    [Parameter(ParameterSetName = 'Machines')]
    [string] $GeneratorInterface,

    [Parameter(ParameterSetName = 'Machines')]
    [string] $KeyFilePath,

    [Parameter(ParameterSetName = 'Testbed')]
    [switch] $Testbed,

    [ValidateRange(1, 1024)]
    [int[]] $Queues,

    [ValidateSet('Recvmsg', 'Recvmmsg', 'Recv', 'Recvfrom', 'Read')]
    [string] $Method = 'Recvmsg',

    [ValidateRange(1, 50000)]
    [int] $Flows = 256,

    [ValidateRange(0.1, 3600)]
    [double] $Duration = 1,

    [string] $Csv
)

# What fails ends the script: nothing later runs on another host than was meant.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

# The two ends. What is made is undone at the end, also when the next step fails.
$bed = $null
$to = $null
try {
    if ($PSCmdlet.ParameterSetName -eq 'Machines' -and -not $Testbed) {
        $key = if ($KeyFilePath) { @{ KeyFilePath = $KeyFilePath } } else { @{} }
        $from = Connect-LabHost $Generator -Name rss-generator @key
        $to = Connect-LabHost $Sink -Name rss-sink @key
        $out = if ($GeneratorInterface) { $GeneratorInterface } else { $Interface }
    }
    else {
        $bed = New-LabTestbed -Queues 4
        $from, $to, $out, $Interface = $bed.Generator, $bed.Sink, $bed.GeneratorInterface, $bed.SinkInterface
    }

    # What the card can: an RSS table over its queues, or channels that can be fewer.
    $nic = Get-LabNic $Interface -LabHost $to
    $knob = if ($nic.RssTable) { 'RssQueues' } elseif ($nic.RxQueues) { 'RxQueues' } else { throw "$Interface has neither an RSS table nor receive channels to set." }
    $most = if ($knob -eq 'RxQueues') { $nic.MaxRxQueues } elseif ($nic.CombinedQueues) { $nic.CombinedQueues } else { $nic.RssQueues }
    if (-not $Queues) {
        $Queues = 1, 2, 4, 8, 16, 32, 64 | Where-Object { $_ -le $most }
    }

    if ($nic.PauseTx) {
        Set-LabNic $Interface -LabHost $to -Pause Off
    }

    $rows = foreach ($count in $Queues) {
        $setting = @{ $knob = $count }
        Set-LabNic $Interface -LabHost $to @setting
        $measurement = Invoke-UdpFlood -LabHost $from -Interface $out -Flows $Flows -Duration $Duration |
            Measure-Sink $Method -LabHost $to -Interface $Interface
        [pscustomobject] @{
            Queues = $count
            Pps = [long] $measurement.Pps
            CpuNsPerPacket = [long] $measurement.CpuNsPerPacket
            LossPercent = if ($null -ne $measurement.LossPercent) { [System.Math]::Round($measurement.LossPercent, 2) }
        }
    }

    if ($Csv) {
        $quoted = foreach ($row in $rows) { $row.psobject.Properties.Value -join ',' }
        [System.IO.File]::WriteAllLines($PSCmdlet.GetUnresolvedProviderPathFromPSPath($Csv), @($rows[0].psobject.Properties.Name -join ',') + $quoted)
    }

    $rows
}
finally {
    # As it was, whatever happened.
    if ($to) {
        $null = Undo-LabChange -LabHost $to.Name
    }

    if ($bed) {
        $bed | Remove-LabTestbed
    }
    else {
        Get-LabHost rss-generator*, rss-sink* | Disconnect-LabHost
    }
}
