BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $script:root = Test-Root
    $script:homeBefore = $env:HOME
    $script:name = "pester-$PID"

    function Skip-WithoutServer {
        if (-not $root) {
            Set-ItResult -Skipped -Because 'it needs root: tests/lab/sshd.sh starts an OpenSSH server for it'
        }
    }

    # Connects as one of the server's users: lab may use sudo, root does not need it.
    function Connect-Test {
        param([string] $User = 'lab', [hashtable] $More = @{})
        Connect-LabHost $server.ADDRESS $User -Port $server.PORT -KeyFilePath "$($server.KEYS)/id_ed25519" -Name "$name-$User" @More
    }

    # Makes the server's key known, or nothing.
    function Set-KnownHost {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Test code: there is nothing to confirm.')]
        param([switch] $Nothing)
        if ($Nothing) {
            Remove-Item $knownHosts -ErrorAction Ignore
        }
        else {
            Copy-Item $server.KNOWN_HOSTS $knownHosts
        }
    }

    # Agents of this server's users, recognised by their mount namespace.
    function Get-ServerAgent {
        pgrep --ns $server.PID --nslist mnt -x udplab-agent
    }

    function Get-Connected {
        Get-LabHost "$name-*"
    }

    if ($root) {
        $script:lab = Join-Path ([System.IO.Path]::GetTempPath()) "udplab-$name"
        $null = bash (Get-RepositoryPath 'tests/lab/sshd.sh') start "$lab" --parent $PID
        $script:server = Get-Content "$lab/env" -Raw | ConvertFrom-StringData
        $null = New-Item "$lab/home/.ssh" -ItemType Directory
        $script:knownHosts = "$lab/home/.ssh/known_hosts"
        $script:config = "$lab/home/.ssh/config"
        $env:HOME = "$lab/home"
    }
}

AfterAll {
    $env:HOME = $homeBefore
    if ($root) {
        bash (Get-RepositoryPath 'tests/lab/sshd.sh') stop "$lab"
    }
}

Describe 'Connect-LabHost' {
    BeforeEach {
        Skip-WithoutServer
        if ($root) {
            Set-KnownHost
        }
    }

    AfterEach {
        Get-Connected | Disconnect-LabHost
        if ($root) {
            Remove-Item $config -ErrorAction Ignore
        }
    }

    It 'connects by key, and shows where to' {
        $connected = Connect-Test
        $connected.PSObject.TypeNames | Should -Contain 'UdpLab.LabHost'
        $connected.Kind | Should -Be 'Ssh'
        $connected.State | Should -Be 'Available'
        $connected.HostName | Should -Be $server.ADDRESS
        $connected.Port | Should -Be $server.PORT
        $connected.UserName | Should -Be 'lab'
        $connected.Sudo | Should -BeFalse
        $connected.Kernel | Should -Be (uname -r)
        $connected.AgentPath | Should -Match '^/home/lab/\.cache/udplab/udplab-agent-[0-9a-f]{64}$'
        ssh-keygen -lf $server.KNOWN_HOSTS | ForEach-Object { ($_ -split ' ')[1] } | Should -Contain $connected.HostKeyFingerprint
    }

    It 'has a row in the table, and its address in the list' {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try {
            $connected = Connect-Test
            $rows = @(($connected | Out-String -Width 120) -split "`n" | Where-Object { $_.Trim() })
            $rows.Count | Should -Be 3
            $rows[0] | Should -Match '^Name\s+Kind\s+State\s+Kernel'
            $rows[2] | Should -Match '\sSsh\s+Available\s'
            @(($connected | Out-String -Width 80) -split "`n")[1] | Should -Match 'Distribution'
            $list = $connected | Format-List | Out-String -Width 120
            foreach ($label in 'HostName', 'Port', 'UserName', 'HostKeyFingerprint', 'Sudo', 'AgentPath') {
                $list | Should -Match "(?m)^$label\s+: \S"
            }

            Get-LabHost local | Format-List | Out-String -Width 120 | Should -Not -Match 'HostName|AgentPath'
        }
        finally {
            $PSStyle.OutputRendering = $rendering
        }
    }

    It 'refuses an unknown host, and names the parameters that accept it' {
        Set-KnownHost -Nothing
        $record = Get-FirstError { Connect-Test }
        $record.FullyQualifiedErrorId | Should -Be 'PermissionDenied.HostKeyFingerprint,UdpLab.Commands.ConnectLabHostCommand'
        $record.Exception.Message | Should -Match "-HostKeyFingerprint 'SHA256:[A-Za-z0-9+/]{43}'.*-AcceptNewHostKey"
        $knownHosts | Should -Not -Exist
        Get-Connected | Should -BeNullOrEmpty

        $null = Connect-Test -More @{ AcceptNewHostKey = $true }
        $knownHosts | Should -Exist
        Get-Connected | Disconnect-LabHost
        (Connect-Test).State | Should -Be 'Available'
    }

    It 'accepts the given fingerprint, and no other' {
        Set-KnownHost -Nothing
        $record = Get-FirstError { Connect-Test -More @{ HostKeyFingerprint = 'SHA256:' + 'A' * 43 } }
        $record.FullyQualifiedErrorId | Should -Match '^PermissionDenied.HostKeyFingerprint,'
        $shown = [regex]::Match($record.Exception.Message, 'shows (SHA256:\S{43})').Groups[1].Value
        (Connect-Test -More @{ HostKeyFingerprint = $shown }).HostKeyFingerprint | Should -Be $shown
        $knownHosts | Should -Not -Exist
    }

    It 'refuses a host whose key has changed, whatever the parameters' {
        $stranger = (Get-Content "$($server.KEYS)/id_stranger.pub") -split ' '
        Set-Content $knownHosts "[$($server.ADDRESS)]:$($server.PORT) $($stranger[0..1] -join ' ')"
        $record = Get-FirstError { Connect-Test -More @{ AcceptNewHostKey = $true } }
        $record.FullyQualifiedErrorId | Should -Match '^PermissionDenied.HostName,'
        $record.Exception.Message | Should -Match "CHANGED.*$([regex]::Escape($knownHosts)):1"
    }

    It 'accepts an alias in ssh_config, and lists ignored lines with -Verbose' {
        Set-Content $config "Host $name-alias", "HostName $($server.ADDRESS)", "Port $($server.PORT)", 'User lab', "IdentityFile $($server.KEYS)/id_ecdsa", 'Compression yes'
        chmod 600 $config
        $said = Connect-LabHost "$name-alias" -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -Match "$([regex]::Escape($config)):6: Compression"
        (Get-LabHost "$name-alias").UserName | Should -Be 'lab'
    }

    It 'logs in with <What>' -ForEach @(
        @{ What = 'a password'; Key = 'id_stranger'; Password = 'correct horse' }
        @{ What = 'a key and its passphrase'; Key = 'id_ed25519_pass'; Password = 'open sesame' }
    ) {
        $secret = [securestring]::new()
        $Password.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
        $credential = [pscredential]::new('lab', $secret)
        $connected = Connect-LabHost $server.ADDRESS -Port $server.PORT -KeyFilePath "$($server.KEYS)/$Key" -Credential $credential -Name "$name-secret"
        $connected.UserName | Should -Be 'lab'
    }

    It 'reports who was refused, and continues with the others' {
        $address = "$($server.ADDRESS):$($server.PORT)"
        $hosts = @(Connect-LabHost "nobody-here@$address", "lab@$address" -KeyFilePath "$($server.KEYS)/id_ed25519" -Name "$name-x", "$name-y" -ErrorAction SilentlyContinue -ErrorVariable problems)
        $hosts.Name | Should -Be "$name-y"
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Match '^PermissionDenied.UserName,'
        $problems[0].Exception.Message | Should -Match "nobody-here@.*id_ed25519"
    }
}

Describe 'Connect-LabHost with invalid parameters' {
    It 'refuses <Says> before it connects' -ForEach @(
        @{ More = @{ HostName = 'a', 'b'; Name = 'one' }; Id = 'InvalidArgument.Name'; Says = '2 hosts take 2 names' }
        @{ More = @{ HostName = 'a'; HostKeyFingerprint = 'SHA256:short' }; Id = 'InvalidArgument.HostKeyFingerprint'; Says = '43 characters' }
        @{ More = @{ HostName = '-oProxyCommand=x' }; Id = 'InvalidArgument.HostName'; Says = 'not a host name' }
    ) {
        $record = Get-FirstError { Connect-LabHost @More }
        $record.FullyQualifiedErrorId | Should -Match "^$Id,"
        $record.Exception.Message | Should -Match $Says
    }
}

Describe 'A connected host' {
    BeforeAll {
        if ($root) {
            Set-KnownHost
            $null = Connect-Test lab
            $null = Connect-Test root
        }
    }

    BeforeEach { Skip-WithoutServer }

    AfterAll {
        Get-Connected | Disconnect-LabHost
    }

    It 'floods another one, accurate to the packet' {
        $m = Invoke-UdpFlood -LabHost "$name-lab" -Port (Get-OwnPort) -Count 2000 -RatePps 10000 | Measure-Sink -LabHost "$name-root" -ReceiveBuffer 8000000
        $m.Host.Name | Should -Be "$name-root"
        $m.Flood.Host.Name | Should -Be "$name-lab"
        $m.Packets | Should -Be 2000
        $m.Ledger.Sent | Should -Be 2000
        $m.Ledger.Unexplained | Should -Be 0
    }

    It 'accounts for every loss' {
        $ledger = (Invoke-UdpFlood -LabHost "$name-lab" -Port (Get-OwnPort) -Count 20000 | Measure-Sink -LabHost "$name-root" -ReceiveBuffer 4096).Ledger
        $losses = ($ledger.Entries | Where-Object IsLoss | Measure-Object Packets -Sum).Sum
        $losses | Should -BeGreaterThan 0
        $ledger.Sent | Should -Be ($ledger.Received + $losses + $ledger.Unexplained)
    }

    It 'is one of several generators of one sink' {
        $m = Invoke-UdpFlood -LabHost "$name-lab", local -Port (Get-OwnPort) -Count 1000 -RatePps 5000 | Measure-Sink -LabHost "$name-root" -ReceiveBuffer 8000000
        $m | Should -HaveCount 1
        $m.Flood.Count | Should -Be 2
        $m.Flood.Host.Name | Should -Be "$name-lab", 'local'
        $m.Flood.Sent | Should -Be 1000, 1000
        $m.Packets | Should -Be 2000
        $m.Lost | Should -Be 0
        $m.Ledger.Sent | Should -Be 2000
        $m.Ledger.Unexplained | Should -Be 0
        @(($m | Format-List | Out-String -Width 160) -split "`n" | Where-Object { $_ -match '1,000 packets' }).Count | Should -Be 2
    }

    It 'cannot be a generator twice' {
        (Get-FirstError { Invoke-UdpFlood -LabHost "$name-lab", "$name-lab" -Count 1 }).FullyQualifiedErrorId | Should -Match '^InvalidArgument.LabHost,'
    }

    It 'is completed by Tab: <_>' -ForEach 'Invoke-UdpFlood -LabHost ', 'Measure-Sink -LabHost ', 'Get-LabHost ', 'Disconnect-LabHost ' {
        $line = "${_}pester-"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain "$name-lab"
    }

    It 'is completed for Disconnect-LabHost only if it is connected' {
        $line = 'Disconnect-LabHost '
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Not -Contain 'local'
    }

    It 'is listed with this machine, by name and wildcard' {
        (Get-LabHost).Name | Should -Contain 'local'
        (Get-LabHost "$name-r*").UserName | Should -Be 'root'
        (Get-FirstError { Get-LabHost "$name-none" }).FullyQualifiedErrorId | Should -Match '^NotFound.Name,'
    }
}

Describe 'Disconnect-LabHost' {
    BeforeEach {
        Skip-WithoutServer
        if ($root) {
            Set-KnownHost
        }
    }

    AfterEach {
        Get-Connected | Disconnect-LabHost
    }

    It 'accepts hosts from the pipeline, which are then gone, with their agents' {
        $connected = Connect-Test
        $connected | Disconnect-LabHost -WhatIf
        $connected.State | Should -Be 'Available'
        $connected | Disconnect-LabHost | Should -BeNullOrEmpty
        $connected.State | Should -Be 'Closed'
        Get-Connected | Should -BeNullOrEmpty
        Wait-Until { -not (Get-ServerAgent) } | Should -BeTrue
        $record = Get-FirstError { Invoke-UdpFlood -LabHost $connected -Count 1 }
        $record.FullyQualifiedErrorId | Should -Match '^NotFound.LabHost,'
        $record.Exception.Message | Should -Match 'reconnect with Connect-LabHost'
    }

    It 'accepts names with wildcards, and does not affect this machine' {
        $null = Connect-Test lab
        $null = Connect-Test root
        Disconnect-LabHost "$name-*"
        Get-Connected | Should -BeNullOrEmpty
        (Get-FirstError { Get-LabHost local | Disconnect-LabHost }).FullyQualifiedErrorId | Should -Match '^InvalidArgument.LabHost,'
        (Get-LabHost local).State | Should -Be 'Available'
    }

    It 'is also done by Remove-Module' {
        $text = Invoke-NewPwsh "`$h = Connect-LabHost $($server.ADDRESS) lab -Port $($server.PORT) -KeyFilePath '$($server.KEYS)/id_ed25519'; 'was: ' + `$h.State; Remove-Module UdpLab; 'is: ' + `$h.State; 'done'"
        $text | Should -Match 'was: Available'
        $text | Should -Match 'is: Closed'
        Wait-Until { -not (Get-ServerAgent) } | Should -BeTrue
    }
}
