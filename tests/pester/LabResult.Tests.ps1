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
        $line.Schema | Should -Be 'UdpLab/1.1'
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
}
