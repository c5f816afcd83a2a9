<#
.SYNOPSIS
Runs the Pester tests and prints one summary line that tests/run.sh reads.
#>
[CmdletBinding()]
param()
Import-Module Pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'

# Journal changes of this run separately from the user's own.
$env:UDPLAB_STATE = Join-Path ([System.IO.Path]::GetTempPath()) "udplab-pester-state-$PID"
$result = Invoke-Pester -Configuration $configuration
Remove-Item $env:UDPLAB_STATE -Recurse -Force -ErrorAction Ignore
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
"Pester: passed: $($result.PassedCount), failed: $failed, skipped: $($result.SkippedCount)"
exit [int]($failed -gt 0)
