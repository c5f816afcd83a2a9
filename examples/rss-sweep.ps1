#Requires -Version 7.4

<#
.SYNOPSIS
    The article's experiment: packets spread over 1, 2, 4, ... receive queues, and how many packets per second that gives.
.DESCRIPTION
    For each number of queues this script sets the sink's interface and measures a flood of many flows; at the end it puts
    the settings back. If the card has an RSS table, that is set (ethtool -X equal N), otherwise (veth) the number of
    receive channels. The result is a table and, on request, a CSV file.

    On two machines: -Generator and -Sink, aliases in ~/.ssh/config or names for Connect-LabHost, with the interfaces that
    connect them; log in as root. Pause frames, which would slow the generator down, are turned off meanwhile.
    On this machine alone, -Testbed: two namespaces and a veth, without any set-up. This is the default. Needs root.
.PARAMETER Generator
    The machine that floods.
.PARAMETER Sink
    The machine that receives: the device under test.
.PARAMETER Interface
    The sink's interface; the generator's is the same unless -GeneratorInterface says otherwise.
.PARAMETER GeneratorInterface
    The generator's interface.
.PARAMETER KeyFilePath
    Private key for both, if it is not in ~/.ssh/config.
.PARAMETER Testbed
    Two network namespaces of this machine instead of machines.
.PARAMETER Queues
    Numbers of receive queues; by default 1, 2, 4 and so on, up to the interface's maximum.
.PARAMETER Method
    How the sink receives.
.PARAMETER Flows
    Flows (source ports) of the flood: RSS needs many to spread packets.
.PARAMETER Duration
    Duration of each flood in seconds.
.PARAMETER Csv
    A CSV file for the table.
.OUTPUTS
    A row for each number of queues: Queues, Pps, CpuNsPerPacket (the sink's own cost per packet), LossPercent.
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

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

# The two ends. Everything is undone at the end, even if the next step fails.
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

    # What the card supports: an RSS table over its queues, or fewer channels.
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
    # Put everything back, whatever happened.
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
