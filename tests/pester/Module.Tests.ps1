BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'The module' {
    It 'has a valid manifest' {
        $manifest = Test-ModuleManifest (Get-RepositoryPath 'UdpLab.psd1')
        $manifest.Name | Should -Be 'UdpLab'
        $manifest.PowerShellVersion | Should -Be '7.4'
        $manifest.CompatiblePSEditions | Should -Be 'Core'
    }

    It 'exports exactly the cmdlets of this release, and nothing else' {
        $exported = Get-Command -Module UdpLab
        $classes = (Get-ChildItem (Get-RepositoryPath 'src/UdpLab/Commands') -Filter *Command.cs -Recurse).BaseName -replace 'Command$'
        $exported.Name -replace '-' | Sort-Object | Should -Be ($classes | Sort-Object)
        $exported.Name | Sort-Object | Should -Be ((Import-PowerShellDataFile (Get-RepositoryPath 'UdpLab.psd1')).CmdletsToExport | Sort-Object)
        $exported.CommandType | Select-Object -Unique | Should -Be 'Cmdlet'
        (Get-Module UdpLab).ExportedAliases.Count | Should -Be 0
        (Get-Module UdpLab).ExportedVariables.Count | Should -Be 0
    }

    It 'uses approved verbs' {
        $approved = (Get-Verb).Verb
        Get-Command -Module UdpLab | Where-Object Verb -NotIn $approved | Should -BeNullOrEmpty
    }

    It 'declares that <Name> outputs <Type>' -ForEach @(
        @{ Name = 'Invoke-UdpFlood'; Type = 'UdpLab.UdpFlood' }
        @{ Name = 'Measure-Sink'; Type = 'UdpLab.SinkMeasurement' }
        @{ Name = 'Connect-LabHost'; Type = 'UdpLab.LabHost' }
        @{ Name = 'Get-LabHost'; Type = 'UdpLab.LabHost' }
        @{ Name = 'Disconnect-LabHost'; Type = 'UdpLab.LabHost' }
        @{ Name = 'New-LabTestbed'; Type = 'UdpLab.LabTestbed' }
        @{ Name = 'Get-LabTestbed'; Type = 'UdpLab.LabTestbed' }
        @{ Name = 'Remove-LabTestbed'; Type = 'UdpLab.LabTestbed' }
    ) {
        (Get-Command $Name).OutputType.Name | Should -Be $Type
    }

    It 'supports -WhatIf for <_>' -ForEach 'Invoke-UdpFlood', 'New-LabTestbed', 'Remove-LabTestbed', 'Connect-LabHost', 'Disconnect-LabHost' {
        (Get-Command $_).Parameters.Keys | Should -Contain 'WhatIf'
    }

    It 'has -LabHost, -Session and -ComputerName for the host of <_>' -ForEach 'Invoke-UdpFlood', 'Measure-Sink', 'Disconnect-LabHost' {
        (Get-Command $_).Parameters['LabHost'].Aliases | Should -Contain 'Session'
        (Get-Command $_).Parameters['LabHost'].Aliases | Should -Contain 'ComputerName'
    }

    It 'keeps its engine out of the default load context' {
        $core = (Get-LabTestbed -ErrorAction Ignore | Select-Object -First 1) ?? (Get-Command Measure-Sink).Parameters['InputObject'].ParameterType
        $assembly = ($core -is [type] ? $core : $core.GetType()).Assembly
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly).Name | Should -Be 'UdpLab'
    }

    It 'can be removed and imported again' {
        Invoke-NewPwsh 'Remove-Module UdpLab; Import-Module ((Get-Location).Path + "/UdpLab.psd1") -ErrorAction Ignore; (Get-Command Measure-Sink -ErrorAction Ignore).Name' |
            Should -Not -Match 'Exception'
    }
}

Describe 'The scripts of the repository' {
    It 'pass PSScriptAnalyzer' {
        if (-not (Get-Module PSScriptAnalyzer -ListAvailable)) {
            Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed'
        }

        $findings = Get-ChildItem (Get-RepositoryPath) -Recurse -Include '*.ps1', '*.psm1', '*.psd1' |
            Where-Object FullName -NotMatch '[\\/](bin|obj|out)[\\/]' |
            ForEach-Object { Get-ScriptFinding $_.FullName }
        $findings | ForEach-Object { "$($_.ScriptPath):$($_.Line) $($_.RuleName) $($_.Message)" } | Should -BeNullOrEmpty
    }
}
