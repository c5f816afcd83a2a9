BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $port = Get-OwnPort
    $script:all = foreach ($repeat in 1..4) {
        foreach ($count in 300, 600) {
            Invoke-UdpFlood -Port $port -RatePps 20000 -Count $count | Measure-Sink -Port $port -ReceiveBuffer 4000000
        }
    }
}

Describe 'Compare-SinkMeasurement' {
    It 'compares levels in the pipeline, lists, and what was imported' {
        $expected = 'Faster 2 2 2 4'
        $shown = { "$($_.Verdict) $($_.Ratio) $($_.Low) $($_.High) $($_.Repeats)" }
        $all | Compare-SinkMeasurement -By Flood.Count -Metric Packets | ForEach-Object $shown | Should -Be $expected
        $few, $many = ($all | Where-Object Packets -EQ 300), ($all | Where-Object Packets -EQ 600)
        Compare-SinkMeasurement $few $many -Metric Packets -AllowDifference Flood.Count | ForEach-Object $shown | Should -Be $expected
        $all | Export-LabResult TestDrive:/all.jsonl
        Import-LabResult TestDrive:/all.jsonl | Compare-SinkMeasurement -By Flood.Count -Metric Packets | ForEach-Object $shown | Should -Be $expected
    }

    It 'keeps a comparison in a file' {
        $all | Compare-SinkMeasurement -By Flood.Count -Metric Packets, LossPercent | Export-LabResult TestDrive:/compared.jsonl
        $read = Import-LabResult TestDrive:/compared.jsonl
        $read.Verdict | Should -Be 'Faster', 'NoDifference'
        $read[0].ToString() | Should -Be '600 against 300, Packets: Faster +100.0 %'
    }

    It 'fits <Width> columns' -ForEach @{ Width = 80; Last = 'Verdict' }, @{ Width = 120; Last = 'Reason' } {
        $text = $all | Compare-SinkMeasurement -By Flood.Count -Metric Packets | Out-String -Width $Width
        $lines = @($text -split "`n" | ForEach-Object TrimEnd | Where-Object { $_ })
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $lines[0] | Should -Match "^Metric .*Compared .*$Last$"
        $lines[2] | Should -Match '300 > 600 +300 +600 +\+100\.0 % Faster'
        $lines.Count | Should -Be 3
    }

    It 'is useful as a list, CSV and JSON' {
        $comparison = $all | Compare-SinkMeasurement -By Flood.Count -Metric Packets
        $comparison | Format-List | Out-String | Should -Match 'BaselineValues +: 300; 300; 300; 300'
        $comparison | ConvertTo-Csv | Should -Not -Match 'UdpLab\.LabList|System\.Object'
        ($comparison | ConvertTo-Json -Depth 3 | ConvertFrom-Json).Ratio | Should -Be 2
    }

    It 'says what is too little, with errors only where nothing can be said' {
        $few = $all | Where-Object Packets -EQ 300 | Select-Object -First 3
        $comparison = Compare-SinkMeasurement $few $few
        $comparison.Verdict | Should -Be 'Inconclusive'
        $comparison.RepeatsNeeded | Should -Be 4
        $comparison.Reason | Should -Match 'at least 4 on each side'
        (Get-FirstError { $all | Compare-SinkMeasurement -By Nothing }).FullyQualifiedErrorId | Should -Match '^InvalidArgument.By,'
    }

    It 'lets the errors of a script block of -Calibrate through' {
        $failure = Get-FirstError { Compare-SinkMeasurement -Calibrate -Repeat 2 -ScriptBlock { throw 'no link' } }
        $failure.ToString() | Should -Match 'no link'
        $errors = & { Compare-SinkMeasurement -Calibrate -Repeat 2 -ScriptBlock { Write-Error 'boo'; $all[0] } } 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
        @($errors).Count | Should -Be 4
    }
}

Describe 'about_UdpLab_Experiments' {
    It 'is found, names every verdict, and fits 80 columns' {
        $text = Get-Help about_UdpLab_Experiments | Out-String
        foreach ($verdict in 'Faster', 'Slower', 'NoDifference', 'Inconclusive', 'NotComparable') {
            $text | Should -MatchExactly "\b$verdict\b"
        }

        Get-Content (Get-RepositoryPath 'en-US/about_UdpLab_Experiments.help.txt') | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }
}

Describe 'examples/kernel-compare.ps1' {
    It 'takes two files, cell by cell' {
        $old = $all | Where-Object Packets -EQ 300
        $old | Export-LabResult TestDrive:/before.jsonl
        $old | Export-LabResult TestDrive:/after.jsonl
        $comparison = & (Get-RepositoryPath 'examples/kernel-compare.ps1') TestDrive:/before.jsonl TestDrive:/after.jsonl -Metric Packets
        $comparison.Verdict | Should -Be 'NoDifference'
    }

    It 'has nothing to say to PSScriptAnalyzer' {
        if (-not (Get-Command Invoke-ScriptAnalyzer -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed'
        }

        Get-ScriptFinding (Get-RepositoryPath 'examples/kernel-compare.ps1') | Should -BeNullOrEmpty
    }
}
