#Requires -Version 7.4

<#
.SYNOPSIS
    An experiment that ends in a report: one page to look at while it runs, to keep, and to send.
.DESCRIPTION
    Compares two receive methods at two rates, in blocks, and writes a page with the answer, charts, losses, comparisons and all
    data. The page is written again after each block, so an experiment that runs all night can be looked at in between. The same
    measurements are then written as plain text for a mailing list, from the data in the page.
.PARAMETER Path
    The page to write. The text for a mailing list has the same name with .md.
.PARAMETER Duration
    Seconds of each flood.
.PARAMETER Repeat
    Measurements of each cell.
.OUTPUTS
    UdpLab.SinkMeasurement: the measurements, read back from the page.
.EXAMPLE
    ./examples/report.ps1 methods.html -Duration 3 -Repeat 10
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [string] $Path,

    [ValidateRange(0.1, 3600)]
    [double] $Duration = 0.5,

    [ValidateRange(1, 1000)]
    [int] $Repeat = 4
)

# Stop at the first error.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$folder = $null
try {
    if (-not $Path) {
        # Nowhere to keep it: it is made all the same, and its data are shown.
        $folder = [System.IO.Directory]::CreateTempSubdirectory('udplab-report').FullName
        $Path = "$folder/report.html"
    }

    $flood = @{ Duration = $Duration }
    $factors = [ordered] @{ RatePps = 10000, 40000; Method = 'Recvmsg', 'Recvmmsg' }
    Invoke-LabSweep $factors -Repeat $Repeat {
        Invoke-UdpFlood @flood -RatePps $RatePps | Measure-Sink -Method $Method
    } | Export-LabReport $Path -Title 'Two ways to receive' -Question 'Does a call that returns many packets cost less for each?'

    # A reader has nothing but the page, and that is enough.
    Import-LabResult $Path | Export-LabReport ([System.IO.Path]::ChangeExtension($Path, '.md')) -Title 'Two ways to receive'
    Import-LabResult $Path
}
finally {
    if ($folder) {
        [System.IO.Directory]::Delete($folder, $true)
    }
}
