BeforeDiscovery {
    Import-Module "$PSScriptRoot/pester/Testing.psm1"
    $script:examples = Get-ChildItem (Get-RepositoryPath 'examples') -Filter *.ps1 | ForEach-Object {
        @{ Name = $_.Name; Path = $_.FullName; NeedsRoot = (Get-Content $_.FullName -Raw) -match 'Needs\s+root' }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/pester/Testing.psm1"
    Import-UdpLab
}

Describe 'Example <Name>' -ForEach $examples {
    It 'has help: synopsis, description, every parameter, an example' {
        $help = Get-Help $Path -Full
        $help.Synopsis | Should -Not -Match ([regex]::Escape($Name))
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.examples.example | Should -Not -BeNullOrEmpty
        $help.parameters.parameter | Where-Object { -not $_.description.Text } | Should -BeNullOrEmpty
    }

    It 'runs in pwsh and leaves nothing' {
        if ($NeedsRoot) {
            Skip-WithoutRoot
        }

        $text = Invoke-NewPwsh "`$ErrorActionPreference = 'Stop'; `$rows = @(& '$Path' -Duration 0.2); 'rows=' + `$rows.Count; 'beds=' + @(Get-LabTestbed | Where-Object OwnerProcessId -EQ `$PID).Count"
        $text | Should -Match 'rows=[1-9]'
        $text | Should -Match 'beds=0'
        $text | Should -Not -Match 'Exception|Error:'
    }

    It 'runs in the hosted shell' {
        $shell = Get-HostedShell
        if (-not $shell) {
            Set-ItResult -Skipped -Because 'udplab-shell is not built'
        }

        if ($NeedsRoot) {
            Skip-WithoutRoot
        }

        $text = & $shell -File $Path -Duration 0.2 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 0 -Because $text
        $text | Should -Match 'Packets|Pps'
    }
}
