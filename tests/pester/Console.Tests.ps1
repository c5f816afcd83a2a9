BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab

    function Get-Completion {
        param([string] $Line)
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
    }
}

Describe 'Completion' {
    It '<Line> gives <Words>' -ForEach @(
        @{ Line = 'Invoke-UdpFlood -Backend '; Words = 'Auto', 'Pktgen', 'Socket', 'Xdp' }
        @{ Line = 'Measure-Sink -Method '; Words = 'AfXdp', 'Epoll', 'IoUring', 'IoUringMultishot', 'PacketRing', 'Read', 'Recv', 'Recvfrom', 'Recvmmsg', 'Recvmsg' }
        @{ Line = 'Measure-Sink Recvm'; Words = 'Recvmmsg', 'Recvmsg' }
    ) {
        Get-Completion $Line | Should -Be $Words
    }

    It '<_> -LabHost gives the hosts of this session' -ForEach 'Invoke-UdpFlood', 'Measure-Sink' {
        Get-Completion "$_ -LabHost " | Should -Contain 'local'
    }

    It '<_> -Interface gives the interfaces of this machine' -ForEach 'Invoke-UdpFlood', 'Measure-Sink' {
        Get-Completion "$_ -Interface " | Should -Contain 'lo'
        Get-Completion "$_ -Interface l" | Should -Contain 'lo'
    }

    It '<_> -Cpu gives CPUs' -ForEach 'Invoke-UdpFlood', 'Measure-Sink' {
        Get-Completion "$_ -Cpu " | Should -Contain '0'
    }

    It '-Cpu gives CPUs before anything else was done' {
        (Invoke-NewPwsh "(TabExpansion2 'Measure-Sink -Cpu ').CompletionMatches.CompletionText") -split '\r?\n' | Should -Contain '0'
    }

    It 'knows testbeds, their hosts and interfaces' {
        Skip-WithoutRoot
        $bed = New-LabTestbed -Name "pester-tab-$PID"
        try {
            Get-Completion 'Get-LabTestbed -Name pester-tab' | Should -Contain $bed.Name
            Get-Completion 'Remove-LabTestbed pester-tab' | Should -Contain $bed.Name
            Get-Completion 'Invoke-UdpFlood -LabHost pester-tab' | Should -Contain "$($bed.Name)-gen"
            Get-Completion "Measure-Sink -LabHost $($bed.Name)-sink -Interface " | Should -Contain 'sink0'
            Set-Variable pesterBed $bed -Scope Global
            Get-Completion 'Get-LabNic -LabHost $pesterBed.Sink ' | Should -Be 'lo', 'sink0'
        }
        finally {
            $bed | Remove-LabTestbed
            Remove-Variable pesterBed -Scope Global -ErrorAction Ignore
        }
    }

    It 'is the engine''s own again after Remove-Module, also after Import-Module -Force' {
        $script = "`$ours = `"`$function:TabExpansion2`"; Import-Module '$(Get-RepositoryPath 'UdpLab.psd1')' -Force; (TabExpansion2 'Get-LabNi').CompletionMatches.CompletionText
            Remove-Module UdpLab; (TabExpansion2 'Get-Locat').CompletionMatches.CompletionText; `"`$function:TabExpansion2`" -ne `$ours"
        (Invoke-NewPwsh $script).Trim() -split '\r?\n' | Should -Be 'Get-LabNic', 'Get-Location', 'True'
    }
}

Describe 'Views' {
    BeforeAll {
        $script:rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        $script:measurement = Invoke-UdpFlood -Port (Get-OwnPort) -Count 20000 | Measure-Sink -ReceiveBuffer 4096
        $script:lines = @(($measurement | Out-String -Width 120) -split "`n" | Where-Object { $_.Trim() })
    }

    AfterAll {
        $PSStyle.OutputRendering = $rendering
    }

    It 'a measurement is one row that fits 120 columns, with its loss and the biggest cause' {
        $lines.Count | Should -Be 3
        $lines | Where-Object Length -GT 120 | Should -BeNullOrEmpty
        $lines[0] | Should -Match 'Loss %'
        $lines[2] | Should -Match ([regex]::Escape($measurement.Packets.ToString('N0')))
        $lines[2] | Should -Match $measurement.Ledger.BiggestLoss.Counter
        $lines[2] | Should -Match ([regex]::Escape($measurement.LossPercent.ToString('N2')))
    }

    It 'a flood is one row that fits 120 columns, with its state' {
        $row = @(($measurement.Flood | Out-String -Width 120) -split "`n" | Where-Object { $_.Trim() })
        $row.Count | Should -Be 3
        $row | Where-Object Length -GT 120 | Should -BeNullOrEmpty
        $row[2] | Should -Match 'Completed'
        $row[2] | Should -Match ([regex]::Escape($measurement.Flood.Sent.ToString('N0')))
    }

    It 'the list of a measurement has readable units and the ledger in one line' {
        $list = $measurement | Format-List | Out-String -Width 120
        $list | Should -Match 'Ledger\s+: .* sent, .* received'
        $list | Should -Not -Match 'SinkInterval \{'
    }

    It 'a ledger shows Unexplained' {
        $measurement.Ledger | Out-String -Width 120 | Should -Match 'Unexplained\s+: '
    }

    It 'the properties are raw numbers' {
        $measurement.Packets | Should -BeOfType [long]
        $measurement.Pps | Should -BeOfType [double]
        $measurement.Flood.Sent | Should -BeOfType [long]
    }

    It 'JSON has the names of choices' {
        $json = $measurement | ConvertTo-Json -Depth 4 -WarningAction Ignore
        $json | Should -Match '"Method": "Recvmsg"'
        $json | Should -Match '"State": "Completed"'
        $json | Should -Match '"Layer": "Udp"'
        $json | Should -Not -Match '"(Kind|Status|Unit|LossBasis)": \d'
    }
}
