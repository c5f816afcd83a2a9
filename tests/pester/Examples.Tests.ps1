BeforeDiscovery {
    Import-Module "$PSScriptRoot/Testing.psm1"
    $script:examples = Get-ChildItem (Get-RepositoryPath 'examples') -Filter *.ps1 | ForEach-Object {
        $text = Get-Content $_.FullName -Raw
        # A script that can also use its own testbed is run with that.
        $needsSsh = $text -match 'Connect-LabHost' -and $text -notmatch '\[switch\] \$Testbed'

        # One that cannot do without a kernel image is run by the tests of guests.
        $needsKernel = $text -match '\[Parameter\(Mandatory\)\]\s+\[string\] \$Kernel'
        @{ Name = $_.Name; Path = $_.FullName; NeedsKernel = $needsKernel; NeedsSsh = $needsSsh; NeedsRoot = $needsSsh -or $text -match 'Needs\s+root' }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab

    # Two machines for the examples that need them: one OpenSSH server, and a home folder that knows it, with two users' keys.
    $script:homeBefore = $env:HOME
    if (Test-Root) {
        $script:sshd = Join-Path ([System.IO.Path]::GetTempPath()) "udplab-examples-$PID"
        $null = bash (Get-RepositoryPath 'tests/lab/sshd.sh') start "$sshd" --parent $PID
        $server = Get-Content "$sshd/env" -Raw | ConvertFrom-StringData
        $null = New-Item "$sshd/home/.ssh" -ItemType Directory
        Copy-Item $server.KNOWN_HOSTS "$sshd/home/.ssh/known_hosts"
        $env:HOME = "$sshd/home"
        $address = "$($server.ADDRESS):$($server.PORT)"
        $script:machines = @('-Generator', "lab@$address", '-Sink', "root@$address", '-KeyFilePath', "$($server.KEYS)/id_ed25519")
    }
}

AfterAll {
    $env:HOME = $homeBefore
    if ($sshd) {
        bash (Get-RepositoryPath 'tests/lab/sshd.sh') stop "$sshd"
    }
}

Describe 'Example <Name>' -ForEach $examples {
    BeforeAll {
        $script:arguments = @(if ($NeedsSsh) { $machines }) + @(if ((Get-Command $Path).Parameters.ContainsKey('Duration')) { '-Duration', '0.2' })
    }

    It 'has help: synopsis, description, every parameter, an example' {
        $help = Get-Help $Path -Full
        $help.Synopsis | Should -Not -Match ([regex]::Escape($Name))
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.examples.example | Should -Not -BeNullOrEmpty
        $help.parameters.parameter | Where-Object { -not $_.description.Text } | Should -BeNullOrEmpty
    }

    It 'runs in pwsh and leaves nothing behind' -Skip:$NeedsKernel {
        if ($NeedsRoot) {
            Skip-WithoutRoot
        }

        $text = Invoke-NewPwsh "`$ErrorActionPreference = 'Stop'; `$rows = @(& '$Path' $arguments); 'rows=' + `$rows.Count; 'beds=' + @(Get-LabTestbed | Where-Object OwnerProcessId -EQ `$PID).Count; 'hosts=' + @(Get-LabHost | Where-Object Kind -EQ Ssh).Count"
        $text | Should -Match 'rows=[1-9]'
        $text | Should -Match 'beds=0'
        $text | Should -Match 'hosts=0'
        $text | Should -Not -Match 'Exception|Error:'
    }

    It 'runs in the hosted shell' -Skip:$NeedsKernel {
        $shell = Get-HostedShell
        if (-not $shell) {
            Set-ItResult -Skipped -Because 'udplab-shell is not built'
        }

        if ($NeedsRoot) {
            Skip-WithoutRoot
        }

        $text = & $shell -File $Path @arguments 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 0 -Because $text
        $text | Should -Match 'Packet|Pps|Observed'
    }
}
