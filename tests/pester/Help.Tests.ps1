BeforeDiscovery {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $script:cmdlets = (Get-Command -Module UdpLab).Name
    $script:parameters = foreach ($cmdlet in $cmdlets) {
        foreach ($parameter in Get-OwnParameter $cmdlet) {
            @{ Cmdlet = $cmdlet; Parameter = $parameter.Name }
        }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab

    # The parameters of a form, as text that is the same for Get-Command and the help.
    function Get-Form {
        param([string[]] $Parameter)
        ($Parameter | Sort-Object) -join ' '
    }
}

Describe 'Help of <_>' -ForEach $cmdlets {
    BeforeAll {
        $script:name = $_
        $script:help = Get-Help $name -Full
        $script:command = Get-Command $name
    }

    It 'is written, not made up by PowerShell' {
        $help.Synopsis.Trim() | Should -Not -Match "^$name"
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.alertSet.alert.Text -join ' ' | Should -Match 'Sources:'
        $help.inputTypes.inputType.type.name | Should -Not -BeNullOrEmpty
    }

    It 'has every parameter and no other' {
        $help.parameters.parameter.name | Sort-Object | Should -Be ((Get-OwnParameter $name).Name | Sort-Object)
    }

    It 'has the same forms as the cmdlet' {
        $forms = @($help.syntax.syntaxItem | ForEach-Object { Get-Form $_.parameter.name })
        $sets = @($command.ParameterSets | ForEach-Object { Get-Form ($_.Parameters.Name | Where-Object { $_ -notin [System.Management.Automation.PSCmdlet]::CommonParameters }) })
        $forms | Sort-Object | Should -Be ($sets | Sort-Object)
    }

    It 'names what the cmdlet gives' {
        $given = $command.OutputType.Name
        $help.returnValues.returnValue.type.name | Should -Be ($given ? $given : 'None')
    }

    It 'has examples with an explanation each, of commands and parameters that exist' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterThan 2
        foreach ($example in $examples) {
            ($example.remarks.Text -join '').Trim() | Should -Not -BeNullOrEmpty -Because $example.title
            $lines = ($example.code -split "\n\n")[0] -split "\n"
            $script = ($lines | ForEach-Object { $_ -replace '^(PS|>)> ?' }) -join "`n"
            $errors = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($script, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty -Because $script
            $calls = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)
            foreach ($call in $calls | Where-Object { $_.GetCommandName() }) {
                $found = Get-Command $call.GetCommandName() -ErrorAction Stop
                $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } |
                    ForEach-Object { { $found.ResolveParameter($_.ParameterName) } | Should -Not -Throw -Because "$call" }
            }
        }
    }

    It 'refers to topics that exist' {
        foreach ($link in $help.relatedLinks.navigationLink | Where-Object linkText -NotMatch 'https://') {
            (Get-Help $link.linkText).Name | Should -Not -BeNullOrEmpty -Because $link.linkText
        }
    }
}

Describe 'Help of a parameter' {
    It '<Cmdlet> -<Parameter> says what is true' -ForEach $parameters {
        $told = Get-Help $Cmdlet -Parameter $Parameter
        $own = (Get-Command $Cmdlet).Parameters[$Parameter]
        $sets = $own.ParameterSets.Values
        ($told.description.Text -join ' ').Length | Should -BeGreaterThan 15
        $told.type.name | Should -Be $own.ParameterType.Name
        $told.required | Should -Be "$([bool]($sets | Where-Object IsMandatory))".ToLowerInvariant()
        $told.aliases | Should -Be ($own.Aliases ? $own.Aliases -join ', ' : 'none')
        $told.position | Should -Be ($sets[0].Position -lt 0 ? 'named' : "$($sets[0].Position)")
        $ways = @(if ($sets | Where-Object ValueFromPipeline) { 'ByValue' }) + @(if ($sets | Where-Object ValueFromPipelineByPropertyName) { 'ByPropertyName' })
        $told.pipelineInput | Should -Be ($ways ? "True ($($ways -join ', '))" : 'False')
        $told.globbing | Should -Be "$([bool]($own.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] }))".ToLowerInvariant()
    }

    It '<Cmdlet> -<Parameter> names its range' -ForEach ($parameters | Where-Object { $_.Parameter -notin 'PacketSize', 'ReceiveBuffer' }) {
        $range = (Get-Command $Cmdlet).Parameters[$Parameter].Attributes |
            Where-Object { $_ -is [System.Management.Automation.ValidateRangeAttribute] -and [double] $_.MaxRange -lt 1e10 }
        if ($range) {
            $text = (Get-Help $Cmdlet -Parameter $Parameter).description.Text -join ' '
            $text | Should -Match "(?<!\w)$([regex]::Escape("$($range.MinRange)")) to $([regex]::Escape("$($range.MaxRange)"))\b"
        }
    }
}

Describe 'about_UdpLab' {
    It 'is found' {
        Get-Help about_UdpLab | Out-String | Should -Match 'conservation law'
    }

    It 'fits 80 columns' {
        Get-Content (Get-RepositoryPath 'en-US/about_UdpLab.help.txt') | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'knows every cmdlet and every layer of the ledger' {
        $text = Get-Content (Get-RepositoryPath 'en-US/about_UdpLab.help.txt') -Raw
        foreach ($word in (Get-Command -Module UdpLab).Name + 'Generator', 'Wire', 'Nic', 'Softnet', 'Ip', 'Udp', 'Socket', 'Sink') {
            $text | Should -MatchExactly "\b$word\b"
        }
    }
}

Describe 'Help in the hosted shell' {
    It 'is the same' {
        $shell = Get-HostedShell
        if (-not $shell) {
            Set-ItResult -Skipped -Because 'udplab-shell is not built'
        }

        $text = & $shell -Command 'Get-Help Measure-Sink -Full; Get-Help about_UdpLab' 2>&1 | Out-String
        $text | Should -Match 'Receives UDP packets on this machine'
        $text | Should -Match '-SteerByCpu'
        $text | Should -Match 'conservation law'
    }
}
