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
$result = Invoke-Pester -Configuration $configuration
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
"Pester: passed: $($result.PassedCount), failed: $failed, skipped: $($result.SkippedCount)"
exit [int]($failed -gt 0)
