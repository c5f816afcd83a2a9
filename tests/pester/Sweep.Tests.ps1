BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $script:folder = (New-Item (Join-Path ([System.IO.Path]::GetTempPath()) "udplab-sweep-$PID") -ItemType Directory -Force).FullName
}

AfterAll {
    Remove-Item $folder -Recurse -Force
}

Describe 'Invoke-LabSweep' {
    It 'streams, and ends with Select-Object -First' {
        $ran = [System.Collections.ArrayList]::new()
        $all = @(Invoke-LabSweep @{ A = 1..9 } -Order Nested { $null = $ran.Add($A); $A } | Select-Object -First 2)
        $all | Should -Be 1, 2
        $ran | Should -Be 1, 2
    }

    It 'gives custom objects with Factors, Repeat and Position, fresh and from the journal' {
        $sweep = { Invoke-LabSweep @{ A = 1, 2 } -Repeat 2 -Seed 1 -Journal "$folder/custom.jsonl" -Resume { [pscustomobject] @{ Twice = 2 * $_.A; When = [timespan] '0:0:1'; Text = "a`t$([char] 0xFC)" } } }
        $fresh = & $sweep | Select-Object Twice, When, Text, @{ Name = 'F'; Expression = { "$($_.Factors)" } }, Repeat, Position | ConvertTo-Json
        $fresh | Should -Match '"F": "A=1"'
        & $sweep | Select-Object Twice, When, Text, @{ Name = 'F'; Expression = { "$($_.Factors)" } }, Repeat, Position | ConvertTo-Json | Should -Be $fresh
        Import-LabResult "$folder/custom.jsonl" | Select-Object Twice, When, Text, @{ Name = 'F'; Expression = { "$($_.Factors)" } }, Repeat, Position | ConvertTo-Json | Should -Be $fresh
    }

    It 'writes a journal that other programs read' {
        $null = Invoke-LabSweep @{ A = 1, 2 } -Order Nested -Journal "$folder/plain.jsonl" { [pscustomobject] @{ A = $A } }
        $rows = @(Get-Content "$folder/plain.jsonl" | Where-Object { $_.Trim() } | ConvertFrom-Json)
        @($rows | Where-Object Type -EQ SweepOutput).Properties.A | Should -Be 1, 2
        @($rows | Where-Object Type -EQ LabSweepRun).State | Should -Be 'Started', 'Completed', 'Started', 'Completed'
        ($rows | Where-Object Type -EQ LabSweep).Factors.Name | Should -Be 'A'
    }

    It 'gives other objects of UdpLab with Factors, fresh and from the journal' {
        $sweep = { Invoke-LabSweep @{ Count = 100, 200 } -Order Nested -Journal "$folder/floods.jsonl" -Resume { Invoke-UdpFlood -Port (Get-OwnPort) -Count $Count -RatePps 20000 } }
        $fresh = @(& $sweep | ForEach-Object { "$($_.PSTypeNames[0]) $($_.Sent) $($_.Host) $($_.Started.Ticks) $($_.Factors['Count']) $($_.Position)" })
        $fresh[1] | Should -Match '^UdpLab.UdpFlood 200 local \d+ 200 2$'
        & $sweep | ForEach-Object { "$($_.PSTypeNames[0]) $($_.Sent) $($_.Host) $($_.Started.Ticks) $($_.Factors['Count']) $($_.Position)" } | Should -Be $fresh
        Import-LabResult "$folder/floods.jsonl" | ForEach-Object { "$($_.PSTypeNames[0]) $($_.Sent) $($_.Host) $($_.Started.Ticks) $($_.Factors['Count']) $($_.Position)" } | Should -Be $fresh
    }

    It 'refuses the journal of another sweep' {
        $null = Invoke-LabSweep @{ A = 1, 2 } -Journal "$folder/other.jsonl" -Seed 1 { $A }
        $problem = Get-FirstError { Invoke-LabSweep @{ A = 1, 2, 3 } -Journal "$folder/other.jsonl" -Resume { $A } }
        $problem.FullyQualifiedErrorId | Should -Match '^InvalidArgument.Factor,'
        "$problem" | Should -Match 'factor A has 1, 2, 3 here and 1, 2 there'
        (Get-FirstError { Invoke-LabSweep @{ A = 1, 2 } -Journal "$folder/other.jsonl" { $A } }).FullyQualifiedErrorId | Should -Match '^Busy.Journal,'
    }

    It 'leaves a file alone that is not one of results' {
        foreach ($content in 'one line', "a line`n", '{ "mine": 1 }') {
            Set-Content "$folder/mine.txt" $content -NoNewline
            foreach ($resume in $false, $true) {
                "$(Get-FirstError { Invoke-LabSweep @{ A = 1, 2 } -Journal "$folder/mine.txt" -Resume:$resume { $A } })" | Should -Match 'is not a result file'
            }
            Get-Content "$folder/mine.txt" -Raw | Should -BeExactly $content
        }
    }

    It 'marks what a run emitted before it failed' {
        $all = @(Invoke-LabSweep @{ A = 1..3 } -Order Nested -ContinueOnError { [pscustomobject] @{ A = $A }; if ($A -eq 2) { throw 'late' } } -ErrorAction SilentlyContinue)
        $all.A | Should -Be 1, 2, 3
        ($all | Where-Object { -not $_.RunFailed }).A | Should -Be 1, 3
    }

    It 'shares a journal between runspaces' {
        $file = "$folder/shared.jsonl"
        $module = Get-RepositoryPath 'UdpLab.psd1'
        $all = @(1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {
                Import-Module $using:module
                Invoke-LabSweep ([ordered] @{ Pair = $_; A = 1..10 }) -Repeat 2 -Seed 1 -Journal $using:file { [pscustomobject] @{ Name = "$($_.Pair)/$($_.A)" } }
            })
        $all.Count | Should -Be 60
        $read = @(Import-LabResult $file)
        $read.Name | Sort-Object | Should -Be ($all.Name | Sort-Object)
        ($read | Where-Object Name -Like '2/*').Position | Should -Be (1..20)
    }

    It 'completes orders' {
        $line = 'Invoke-LabSweep @{ A = 1 } { } -Order '
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Be 'Blocks', 'Nested', 'Random'
    }

    It 'shows factors first, at <_> columns' -ForEach 80, 120 {
        $width = $_
        $m = Invoke-LabSweep ([ordered] @{ Packets = 500; Kind = 'a' }) { Invoke-UdpFlood -Count $Packets -RatePps 20000 | Measure-Sink -ReceiveBuffer 4000000 }
        $lines = ($m | Out-String -Width $width) -split '\r?\n' | Where-Object { $_.Trim() }
        $lines[0] | Should -Match '^Factors +Rep Method +Pps Loss % Biggest loss'
        $lines[2] | Should -Match '^Packets=500; Kind=a +1 Recvmsg '
        $lines | ForEach-Object { $_.TrimEnd().Length } | Measure-Object -Maximum | Select-Object -ExpandProperty Maximum | Should -BeLessOrEqual $width
        $m | Format-List | Out-String | Should -Match '(?m)^Position +: 1'
    }
}
