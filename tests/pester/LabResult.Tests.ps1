BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $script:m = Invoke-UdpFlood -Count 2000 -RatePps 20000 | Measure-Sink
}

Describe 'Result files' {
    It 'gives back what was written' {
        $m, $m | Export-LabResult TestDrive:/run.jsonl
        $m.Flood, (Get-LabHost) | ForEach-Object { $_ } | Export-LabResult TestDrive:/run.jsonl -Append
        $read = Import-LabResult TestDrive:/run.jsonl
        $read.ForEach{ $_.GetType().Name } | Select-Object -First 3 | Should -Be 'SinkMeasurement', 'SinkMeasurement', 'UdpFlood'
        "$($read[0].Ledger.Entries)" | Should -Be "$($m.Ledger.Entries)"
        $read[0] | Format-List | Out-String | Should -Be ($m | Format-List | Out-String)
        $read[0] | Format-Table | Out-String | Should -Be ($m | Format-Table | Out-String)
        { $read[0] | Get-UdpBottleneck -ErrorAction Stop } | Should -Not -Throw
    }

    It 'is JSON for everyone' {
        $line = Get-Content TestDrive:/run.jsonl -TotalCount 1 | ConvertFrom-Json
        $line.Schema | Should -Be 'UdpLab/1.5'
        $line.Pps | Should -Be $m.Pps
        $line.Method | Should -Be 'Recvmsg'
        Get-Content TestDrive:/run.jsonl -TotalCount 1 | Test-Json -SchemaFile "$(Split-Path (Get-Module UdpLab).Path)/UdpLab.Result.schema.json" | Should -BeTrue
    }

    It 'writes fixed columns' {
        $m | Export-LabResult TestDrive:/run.csv
        $row = Import-Csv TestDrive:/run.csv
        $row.psobject.Properties.Name.Count | Should -Be 40
        $row.Packets | Should -Be $m.Packets
        "$($row.psobject.Properties.Value)" | Should -Not -Match 'System\.|UdpLab\.'
        (Import-LabResult TestDrive:/run.jsonl)[0, 1] | Export-LabResult TestDrive:/run.parquet -PassThru | ForEach-Object Length | Should -BeGreaterThan 1000
    }

    It 'reads wildcards and files' {
        Copy-Item TestDrive:/run.jsonl TestDrive:/run2.jsonl
        $one = (Import-LabResult TestDrive:/run.jsonl).Count
        (Import-LabResult TestDrive:/run*.jsonl).Count | Should -Be (2 * $one)
        (Get-ChildItem TestDrive:/run*.jsonl | Import-LabResult).Count | Should -Be (2 * $one)
    }

    It 'keeps a file with -NoClobber and under -WhatIf' {
        { $m | Export-LabResult TestDrive:/run.jsonl -NoClobber } | Should -Throw '*-NoClobber*'
        $m | Export-LabResult TestDrive:/new.jsonl -WhatIf
        Test-Path TestDrive:/new.jsonl | Should -BeFalse
    }

    It 'is useful and finite for Export-Csv and ConvertTo-Json too' {
        $m | Export-Csv TestDrive:/plain.csv
        Get-Content TestDrive:/plain.csv -Raw | Should -Not -Match 'System\.Object\[\]|LabList'
        # It warns that what is deeper is text, which is what is tested.
        ($m | ConvertTo-Json -Depth 3 -WarningAction SilentlyContinue).Length | Should -BeLessThan 200kb
    }

    It 'goes through the pipes of a shell' -Skip:(-not (Get-Command bash, gzip -ErrorAction SilentlyContinue)) {
        $folder = (Get-Item TestDrive:/).FullName
        $shell = (Get-Process -Id $PID).Path
        Set-Content "$folder/copy.ps1" "param(`$From, `$To) Import-Module '$(Get-RepositoryPath UdpLab.psd1)'; Import-LabResult `$From | Export-LabResult `$To"
        $m, $m | Export-LabResult "$folder/pipe.jsonl"
        bash -c "gzip -k '$folder/pipe.jsonl'; '$shell' -NoProfile -File '$folder/copy.ps1' <(zcat '$folder/pipe.jsonl.gz') /dev/stdout | cat >'$folder/copy.jsonl'"
        Get-Content "$folder/copy.jsonl" -Raw | Should -BeExactly (Get-Content "$folder/pipe.jsonl" -Raw)
    }

    It 'keeps what a sweep emitted, whatever it is' {
        $all = Invoke-LabSweep @{ A = 1, 2 } -Order Nested { [pscustomobject] @{ Twice = 2 * $A }; 42 }
        $all | Export-LabResult TestDrive:/sweep.jsonl
        $read = Import-LabResult TestDrive:/sweep.jsonl
        $read.Factors.ForEach{ "$_" } | Should -Be 'A=1', 'A=1', 'A=2', 'A=2'
        "$($read.Twice) $($read | Where-Object { $_ -is [int] })" | Should -Be '2 4 42 42'
        $read | Export-LabResult TestDrive:/again.jsonl
        Get-Content TestDrive:/again.jsonl -Raw | Should -BeExactly (Get-Content TestDrive:/sweep.jsonl -Raw)
    }
}
