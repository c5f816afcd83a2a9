#Requires -Version 7.4

<#
.SYNOPSIS
    Is this host ready for a measurement? Check it, repair it after confirmation, check it again.
.DESCRIPTION
    Shows the problems that Test-LabHost finds on a host, with reason and fix, asks before each possible repair, and
    returns the findings of a second check. Every repair is journaled: Undo-LabChange -All puts everything back, from
    this session or a later one. Runs in pwsh and in udplab-shell; without root it shows what root could repair.
.PARAMETER LabHost
    Hosts to check, by default this machine: names of hosts in this session, or LabHost objects.
.PARAMETER Interface
    Interfaces the packets will use; by default the cards that are up.
.PARAMETER Role
    Generator or Sink; by default both.
.PARAMETER Repair
    Ask (the default) asks before each repair, and repairs nothing in a non-interactive session. Always does not ask.
    Never only checks.
.OUTPUTS
    UdpLab.LabFinding: the second check, or the only one.
.EXAMPLE
    ./examples/preflight.ps1
.EXAMPLE
    ./examples/preflight.ps1 -LabHost $dut -Interface eth1 -Role Sink
.EXAMPLE
    if (./examples/preflight.ps1 -Repair Always | Where-Object Status -GE Warning) { exit 1 }
#>
[CmdletBinding()]
param(
    [object[]] $LabHost = 'local',

    [string[]] $Interface,

    [ValidateSet('Generator', 'Sink')]
    [string] $Role,

    [ValidateSet('Ask', 'Always', 'Never')]
    [string] $Repair = 'Ask'
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$what = @{ LabHost = $LabHost }
if ($Interface) {
    $what.Interface = $Interface
}

if ($Role) {
    $what.Role = $Role
}

$findings = Test-LabHost @what
$wrong = @($findings | Where-Object Status -NE 'Pass')
$wrong | ForEach-Object { "$($_.Host) $($_.Check) $($_.Interface)".TrimEnd() + "`n    $($_.Status): $($_.Observed)`n    Why: $($_.Reason)`n    Fix: $($_.Fix)" } | Out-Host

$repairable = @($wrong | Where-Object { $_.CanRepair -and $_.Status -ne 'Advice' })
if ($repairable.Count -eq 0 -or $Repair -eq 'Never' -or ($Repair -eq 'Ask' -and [Console]::IsInputRedirected)) {
    "$($repairable.Count) of $($wrong.Count) can be repaired; no repairs were made." | Out-Host
    return $findings
}

$changes = @($repairable | Repair-LabHost -Confirm:($Repair -eq 'Ask'))
"$($changes.Count) settings were changed; Undo-LabChange -All puts them back." | Out-Host
Test-LabHost @what
