<#
.SYNOPSIS
Builds, tests, analyses and packages UdpLab, for people who have PowerShell.
.DESCRIPTION
Build   compiles everything, including the native agent; then Import-Module ./UdpLab.psd1 works.
Test    runs every suite (tests/run.sh).
Analyze runs PSScriptAnalyzer on the repository's scripts.
Package creates, with agents for x86-64 and arm64, the module in out/UdpLab/VERSION, to copy to a folder of $env:PSModulePath, the
        same as out/UdpLab.VERSION.nupkg, for Publish-PSResource -NupkgPath or Install-PSResource from a folder, and its symbols. It
        needs Debian's gcc-aarch64-linux-gnu and libc6-dev-arm64-cross; tests/package.sh installs them and tests the package.
.EXAMPLE
./build.ps1
Builds.
.EXAMPLE
./build.ps1 -Task Analyze, Test
Analyses, then tests.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Analyze', 'Package')]
    [string[]] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'

function Invoke-Native {
    param([string] $Program, [string[]] $Argument)
    & $Program @Argument
    if ($LASTEXITCODE -ne 0) {
        throw "$Program $($Argument -join ' ') ended with exit code $LASTEXITCODE."
    }
}

function Invoke-BuildTask {
    Invoke-Native dotnet 'build', "$PSScriptRoot/src/UdpLab.Shell", '--configuration', 'Release'
}

function Invoke-TestTask {
    Invoke-Native bash "$PSScriptRoot/tests/run.sh"
}

function Invoke-AnalyzeTask {
    $scripts = Get-ChildItem $PSScriptRoot -Recurse -Include '*.ps1', '*.psm1', '*.psd1' |
        Where-Object FullName -NotMatch '[\\/](bin|obj|out)[\\/]'
    $findings = $scripts | ForEach-Object { Invoke-ScriptAnalyzer -Path $_.FullName }
    if ($findings) {
        $findings | Format-Table -AutoSize
        throw "PSScriptAnalyzer has $(@($findings).Count) findings."
    }
}

function Invoke-PackageTask {
    Invoke-Native dotnet 'pack', "$PSScriptRoot/src/UdpLab", '--configuration', 'Release', '-p:AgentRuntimes=all'
    $version = (Import-PowerShellDataFile "$PSScriptRoot/UdpLab.psd1").ModuleVersion
    Get-Item "$PSScriptRoot/out/UdpLab/$version", "$PSScriptRoot/out/UdpLab.$version.*"
}

foreach ($name in $Task) {
    & "Invoke-${name}Task"
}
