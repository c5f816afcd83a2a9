BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $script:before = [cultureinfo]::CurrentCulture
}

AfterAll {
    [cultureinfo]::CurrentCulture = $before
}

Describe 'In <_>' -ForEach 'tr-TR', 'de-DE', 'sv-SE', 'en-US' {
    BeforeAll {
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo($_, $true)
            $script:absent = $false
        }
        catch [System.Globalization.CultureNotFoundException] {
            $script:absent = $true
        }
    }

    BeforeEach {
        if ($absent) {
            Set-ItResult -Skipped -Because 'this culture does not exist here (libicu)'
        }
    }

    It 'finds names in any case' {
        (Test-LabHost -Check irqbalance).Check | Should -Be 'IrqBalance'
        (Test-LabHost -Check 'IRQB*').Check | Should -Be 'IrqBalance'
        (Get-LabHost LOCAL).Name | Should -Be 'local'
        @(Get-LabNic lo | Where-Object Host -EQ LOCAL).Count | Should -Be 1
    }

    It 'sends and receives, with the same output' {
        $measurement = Invoke-UdpFlood -RatePps 1500.5 -Count 200 -Port (Get-OwnPort) | Measure-Sink
        $measurement.Packets | Should -Be 200
        "$($measurement.Ledger)" | Should -Be '200 sent, 200 received, 0 lost, 0 unexplained'
        "$measurement" | Should -Match '^Recvmsg 200 packets, 1,\d\d\d pps$'
    }

    It 'passes pktgen settings unchanged' {
        { Invoke-UdpFlood -Backend Socket -Count 1 -Port (Get-OwnPort) -Pktgen @{ PACKETSIZE = 'big' } -ErrorAction Stop } | Should -Throw '*PacketSize*'
    }
}
