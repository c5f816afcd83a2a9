#Requires -Version 7.4

<#
.SYNOPSIS
    Two kernels, or their result files, in: a table of methods and kernels, and verdicts, out.
.DESCRIPTION
    With -Kernel each kernel is started in a guest that counts instructions (New-LabGuest -Deterministic), and every method is measured
    in each: the table of Paolo Abeni's article, in instructions per packet, which are the same in each boot to within 0.2 percent, on
    any machine. What they cannot show is in about_UdpLab_Guests.

        ./examples/kernel-compare.ps1 -Kernel ./before.deb, ./after.deb -Report kernels.html

    Otherwise it compares measurements of one kernel with those of another, cell by cell: rate, CPU time per packet and loss, each with its
    95 % interval and a verdict. The files are those of Export-LabResult or the journals of Invoke-LabSweep, one for each kernel:

        Invoke-UdpFlood | Measure-Sink -Repeat 10 | Export-LabResult before.jsonl
        # restart with the other kernel
        Invoke-UdpFlood | Measure-Sink -Repeat 10 | Export-LabResult after.jsonl
        ./examples/kernel-compare.ps1 before.jsonl after.jsonl

    What differs apart from the kernel makes them incomparable, and is named; -AllowDifference accepts it if it is intended.
    Without files, the script makes two of its own on this machine, with the same kernel: there should be no difference.
.PARAMETER Kernel
    Kernels, as New-LabGuest takes them: packages, build trees, images, or releases in /boot. The first is the baseline.
.PARAMETER Method
    Receive methods of -Kernel.
.PARAMETER Count
    Packets of each measurement of -Kernel.
.PARAMETER Repeat
    Measurements of each method and kernel. With fewer than 4 nothing can be decided at 95 percent.
.PARAMETER Append
    Words for the command line of each kernel.
.PARAMETER Report
    A file for the report of -Kernel: HTML, or Markdown if its name ends so.
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
    UdpLab.Comparison: one for each cell and metric. With -Kernel a row for each method: Method, the instructions of each
    kernel, and the Verdict on the last one against the first. The report has the comparisons.
.EXAMPLE
    ./examples/kernel-compare.ps1 -Kernel ./linux-image-6.1.0-50-amd64.deb, ./linux-image-6.12.107+deb12-amd64.deb
.EXAMPLE
    ./examples/kernel-compare.ps1 before.jsonl after.jsonl
.EXAMPLE
    ./examples/kernel-compare.ps1 6.1/*.jsonl 6.12/*.jsonl -Metric Latency.P99Microseconds -AllowDifference Mitigations
#>
[CmdletBinding(DefaultParameterSetName = 'Files')]
param(
    [Parameter(Mandatory, ParameterSetName = 'Kernels')]
    [ValidateCount(2, 16)]
    [string[]] $Kernel,

    [Parameter(ParameterSetName = 'Kernels')]
    [string[]] $Method = @('Recvmsg', 'Recvmmsg', 'Recv', 'Recvfrom', 'Read', 'Epoll'),

    [Parameter(ParameterSetName = 'Kernels')]
    [ValidateRange(100, 100000000)]
    [long] $Count = 5000,

    [Parameter(ParameterSetName = 'Kernels')]
    [ValidateRange(2, 1000)]
    [int] $Repeat = 6,

    [Parameter(ParameterSetName = 'Kernels')]
    [string[]] $Append,

    [Parameter(ParameterSetName = 'Kernels')]
    [string] $Report,

    [Parameter(Position = 0, ParameterSetName = 'Files')]
    [string[]] $Baseline,

    [Parameter(Position = 1, ParameterSetName = 'Files')]
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

if ($Kernel) {
    $words = @{}
    if ($Append) {
        $words.Append = $Append
    }

    $guests = @()
    try {
        # The second of two guests of one release has a name of its own.
        $guests = @(New-LabGuest $Kernel -Deterministic @words)
        if ($guests.Count -lt $Kernel.Count) {
            throw 'Not every kernel could be started.'
        }

        # The first run of a method in a boot meets code and memory that were not used yet, and is left out.
        $runs = @(foreach ($i in 0..$Repeat) {
            foreach ($guest in $guests) {
                Invoke-UdpFlood -LabHost $guest -Count $Count | Measure-Sink $Method -LabHost $guest | Where-Object { $i -gt 0 }
            }
        })
    }
    finally {
        $guests | Remove-LabGuest
    }

    $comparisons = @(foreach ($guest in $guests[1..($guests.Count - 1)]) {
        Compare-SinkMeasurement ($runs | Where-Object Host -EQ $guests[0]) ($runs | Where-Object Host -EQ $guest) -Per Method -Metric CpuNsPerPacket, SystemNsPerPacket -AllowDifference (@('Kernel') + $AllowDifference)
    })
    if ($Report) {
        $runs + $comparisons | Export-LabReport $Report -Title 'Instructions per packet, kernel by kernel'
    }

    foreach ($name in $Method) {
        $row = [ordered]@{ Method = $name }
        $of = @($comparisons | Where-Object { $_.Metric -eq 'CpuNsPerPacket' -and "$($_.Factors['Method'])" -eq $name })
        for ($i = 0; $i -lt $guests.Count; $i++) {
            $median = if ($i -eq 0) { $of[0].BaselineMedian } else { $of[$i - 1].CandidateMedian }
            $title = $guests[$i].Kernel
            $row[$(if ($row.Contains($title)) { "$title ($($guests[$i].Name))" } else { $title })] = '{0:N1}' -f $median
        }

        $row.Verdict = if ("$($of[-1].Verdict)" -in 'Faster', 'Slower') { '{0} {1:+0.0;-0.0;0.0} %' -f $of[-1].Verdict, (100 * ($of[-1].Ratio - 1)) } else { "$($of[-1].Verdict)" }
        [pscustomobject] $row
    }

    return
}

$folder = $null
try {
    if (-not $Baseline -or -not $Candidate) {
        # Both files have the same kernel. Measured in turn, so that a drift of the machine does not look like a difference.
        $folder = [System.IO.Directory]::CreateTempSubdirectory('udplab-kernels').FullName
        $Baseline, $Candidate = "$folder/before.jsonl", "$folder/after.jsonl"
        foreach ($round in 1..6) {
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
