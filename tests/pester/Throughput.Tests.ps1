BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    if (Test-Root) {
        $script:bed = New-LabTestbed
        $script:search = @{ LabHost = $bed.Sink; TrialDuration = 0.1; DurationSum = 0.3; GoalWidth = 0.3; MinimumPps = 500; Settle = 0; ReceiveBuffer = 2048; WarningAction = 'SilentlyContinue' }
        $script:results = @(Find-UdpThroughput @search -LossGoal 0.01, 0.1 -Backend Xdp -MaximumTrials 20)
    }
}

AfterAll {
    $bed | Remove-LabTestbed
}

Describe 'Find-UdpThroughput' {
    BeforeEach {
        Skip-WithoutRoot
    }

    It 'gives a result a goal, with bounds, words and trials' {
        $results.LossGoal | Should -Be 0.01, 0.1
        $results[0].Generator.Name | Should -Be $bed.Generator.Name
        $results[0].UpperPps | Should -BeGreaterThan 0
        $results[0].StoppedBy | Should -Match 'RcvbufErrors: '
        $results[0].Bottleneck[0].Fix | Should -Not -BeNullOrEmpty
        $results[0].Trials[0].Measurement.Ledger.Entries.Count | Should -BeGreaterThan 3
    }

    It 'fits <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = @(($results | Out-String -Width $Width) -split "`n" | ForEach-Object TrimEnd | Where-Object { $_ })
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $lines[0] | Should -Match '^Bytes Loss goal +Pps +Upper pps Width % Trials Stopped by$'
        @($lines -match '^ {0,6}\d').Count | Should -Be 2
        $trials = @(($results[0].Trials | Out-String -Width $Width) -split "`n" | ForEach-Object TrimEnd | Where-Object { $_ })
        $trials | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $trials[0] | Should -Match '^Trial +Rate pps +Sent pps Seconds +Loss % Biggest loss$'
    }

    It 'is useful as a list, as JSON and as CSV, and survives files and jobs' {
        $results[0] | Format-List | Out-String | Should -Match 'InitialTrialDuration : 0\.1'
        $results | ConvertTo-Csv | Should -Not -Match 'UdpLab\.LabList|System\.Object'
        ($results[0] | ConvertTo-Json -Depth 3 | ConvertFrom-Json).LossGoal | Should -Be 0.01
        $results | Export-LabResult TestDrive:/found.jsonl
        $read = Import-LabResult TestDrive:/found.jsonl
        $read.StoppedBy | Should -Be $results.StoppedBy
        $read[0].Trials[0].Measurement.Ledger.ToString() | Should -Be $results[0].Trials[0].Measurement.Ledger.ToString()
        $results[0] | Export-Clixml TestDrive:/found.xml
        (Import-Clixml TestDrive:/found.xml).Trials[0].Measurement.Ledger.Entries[0].Counter | Should -Be $results[0].Trials[0].Measurement.Ledger.Entries[0].Counter
    }

    It 'takes a journal up where it ended' {
        $journal = Join-Path ([System.IO.Path]::GetTempPath()) "udplab-search-$PID.jsonl"
        try {
            $first = Find-UdpThroughput @search -LossGoal 0.1 -Journal $journal -MaximumTrials 2
            $first.End | Should -Be 'Unfinished'
            (Get-FirstError { Find-UdpThroughput @search -LossGoal 0.1 -Journal $journal }).FullyQualifiedErrorId | Should -Match '^Busy\.Journal,'
            $all = Find-UdpThroughput @search -LossGoal 0.1 -Journal $journal -Resume -MaximumTrials 30
            "$($all.Trials[0])" | Should -Be "$($first.Trials[0])"
            @(Import-LabResult $journal).Position | Should -Be (1..$all.Trials.Count)
        }
        finally {
            Remove-Item $journal -ErrorAction Ignore
        }
    }

    It 'completes goals, methods, backends and hosts' {
        (TabExpansion2 'Find-UdpThroughput -Goal ').CompletionMatches.CompletionText | Should -Be 'Mlr', 'Rfc2544', 'Tst009'
        (TabExpansion2 'Find-UdpThroughput -LabHost ').CompletionMatches.CompletionText | Should -Contain $bed.Sink.Name
        (TabExpansion2 "Find-UdpThroughput -LabHost $($bed.Sink.Name) -Interface ").CompletionMatches.CompletionText | Should -Contain 'sink0'
        (TabExpansion2 "Find-UdpThroughput -LabHost $($bed.Sink.Name) -Generator $($bed.Generator.Name) -GeneratorInterface ").CompletionMatches.CompletionText | Should -Contain 'gen0'
    }

    It 'shows with -WhatIf what would be sent, and sends nothing' {
        $before = Get-Content "/proc/net/dev" | Out-String
        Find-UdpThroughput Rfc2544 -LabHost $bed.Sink -WhatIf | Should -BeNullOrEmpty
        $before | Should -Not -BeNullOrEmpty
    }
}
