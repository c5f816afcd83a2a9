#Requires -Version 7.4

<#
.SYNOPSIS
    The article's experiment: packets spread over 1, 2, 4, ... receive queues, and how many packets per second that gives.
.DESCRIPTION
    A sweep over the number of queues: for each, the sink's interface is set and a flood of many flows is measured, in blocks
    and in random order, and afterwards the setting is put back. If the card has an RSS table, that is set (ethtool -X
    equal N), otherwise (veth) the number of receive channels. With -Journal each measurement is on disk at once, and the
    same command with -Resume continues an experiment that was interrupted.

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
.PARAMETER Repeat
    Measurements for each number of queues.
.PARAMETER Journal
    A file for the measurements, which Import-LabResult reads.
.PARAMETER Resume
    Continues the experiment of the journal.
.OUTPUTS
    UdpLab.SinkMeasurement: one for each repeat; Factors has the number of queues.
.EXAMPLE
    ./examples/rss-sweep.ps1
.EXAMPLE
    ./examples/rss-sweep.ps1 -Generator gen.lab -Sink dut.lab -Interface eth1 -Duration 10 -Repeat 10 -Journal rss.jsonl
.EXAMPLE
    ./examples/rss-sweep.ps1 -Repeat 10 | Compare-SinkMeasurement -By Queues -Baseline 1
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

    [ValidateRange(1, 1000)]
    [int] $Repeat = 2,

    [string] $Journal,

    [switch] $Resume
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

    $flood = @{ LabHost = $from; Interface = $out; Flows = $Flows; Duration = $Duration }
    $receive = @{ Method = $Method; LabHost = $to; Interface = $Interface }

    # Set-LabNic's change is undone after each cell: the next one begins where this one did.
    $record = if ($Journal) { @{ Journal = $Journal; Resume = $Resume } } else { @{} }
    Invoke-LabSweep @{ Queues = $Queues } -Repeat $Repeat @record {
        $setting = @{ $knob = $Queues }
        Set-LabNic $Interface -LabHost $to @setting
        Invoke-UdpFlood @flood | Measure-Sink @receive
    }
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
