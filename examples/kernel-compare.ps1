#Requires -Version 7.4

<#
.SYNOPSIS
    Two kernels: two result files in, a verdict out.
.DESCRIPTION
    Compares measurements of one kernel with those of another, cell by cell: rate, CPU time per packet and loss, each with its
    95 % interval and a verdict. The files are those of Export-LabResult or the journals of Invoke-LabSweep, one for each kernel:

        Invoke-UdpFlood | Measure-Sink -Repeat 10 | Export-LabResult before.jsonl
        # restart with the other kernel
        Invoke-UdpFlood | Measure-Sink -Repeat 10 | Export-LabResult after.jsonl
        ./examples/kernel-compare.ps1 before.jsonl after.jsonl

    What differs apart from the kernel makes them incomparable, and is named; -AllowDifference accepts it if it is intended.
    Without files, the script makes two of its own on this machine, with the same kernel: there should be no difference.
.PARAMETER Baseline
    Result files of the kernel before. Wildcards are allowed.
.PARAMETER Candidate
    Result files of the kernel after. Wildcards are allowed.
.PARAMETER Metric
    What to compare: any number of a measurement.
.PARAMETER Per
    Factors or properties in which the compared measurements must agree; by default all factors that both sides have.
.PARAMETER AllowDifference
    What may differ apart from the kernel.
.PARAMETER Duration
    Seconds of each flood of the script's own measurements.
.OUTPUTS
    UdpLab.Comparison: one for each cell and metric.
.EXAMPLE
    ./examples/kernel-compare.ps1 before.jsonl after.jsonl
.EXAMPLE
    ./examples/kernel-compare.ps1 6.1/*.jsonl 6.12/*.jsonl -Metric Latency.P99Microseconds -AllowDifference Mitigations
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [string[]] $Baseline,

    [Parameter(Position = 1)]
    [string[]] $Candidate,

    [ValidateNotNullOrEmpty()]
    [string[]] $Metric = @('Pps', 'CpuNsPerPacket', 'LossPercent'),

    [string[]] $Per,

    [string[]] $AllowDifference = @(),

    [ValidateRange(0.1, 60)]
    [double] $Duration = 0.5
)

# Stop at the first error, so that nothing is compared that was not read.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$folder = $null
try {
    if (-not $Baseline -or -not $Candidate) {
        # Both files have the same kernel. Measured in turn, so that a drift of the machine does not look like a difference.
        $folder = [System.IO.Directory]::CreateTempSubdirectory('udplab-kernels').FullName
        $Baseline, $Candidate = "$folder/before.jsonl", "$folder/after.jsonl"
        foreach ($repeat in 1..6) {
            foreach ($path in @($Baseline; $Candidate)) {
                Invoke-UdpFlood -Duration $Duration -RatePps 20000 | Measure-Sink -ReceiveBuffer 4000000 | Export-LabResult $path -Append
            }
        }
    }

    # A file may hold other results, too.
    $before = @(Import-LabResult $Baseline | Where-Object { $_.PSTypeNames -contains 'UdpLab.SinkMeasurement' })
    $after = @(Import-LabResult $Candidate | Where-Object { $_.PSTypeNames -contains 'UdpLab.SinkMeasurement' })
    $cells = if ($PSBoundParameters.ContainsKey('Per')) { @{ Per = $Per } } else { @{} }
    Compare-SinkMeasurement $before $after @cells -Metric $Metric -AllowDifference (@('Kernel') + $AllowDifference)
}
finally {
    if ($folder) {
        [System.IO.Directory]::Delete($folder, $true)
    }
}
