BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'A sink that stays' {
    BeforeAll {
        $script:port = Get-OwnPort
        $script:sink = Start-Sink web -Port $port
        $script:traffic = Start-OutsideTraffic $port
    }

    AfterAll {
        $traffic.Dispose()
        Get-Sink | Stop-Sink -ErrorAction Ignore
    }

    It 'receives while the prompt is free' {
        $sink.State | Should -Be 'Running'
        while (-not (Get-Sink web).Packets) { Start-Sleep -Milliseconds 50 }
        (Get-Sink w*).Name | Should -Be 'web'
    }

    It 'is measured again and again' {
        $windows = Get-Sink | Measure-Sink -Duration 0.5 -Repeat 2
        $windows.Count | Should -Be 2
        $windows.Packets | ForEach-Object { $_ | Should -BeGreaterThan 0 }
        $windows.Ledger.KernelDifference | Should -Be @(0, 0)
    }

    It 'is watched like vmstat, one object at a time' {
        $seen = @($sink | Measure-Sink -Interval 0.2 | Select-Object -First 3)
        $seen.Count | Should -Be 3
        (Get-Sink web).State | Should -Be 'Running'
    }

    It 'fits in <_> columns' -ForEach 80, 120 {
        $lines = (Get-Sink | Out-String -Width $_) -split '\r?\n' | Where-Object { $_ }
        $lines.Count | Should -Be 3
        $lines[2] | Should -Match "web +Running +0\.0\.0\.0:$port "
    }

    It 'has a list of everything' {
        Get-Sink | Format-List | Out-String | Should -Match 'Reason +:'
    }

    It 'is a line of JSON' {
        $file = Join-Path $TestDrive 'sinks.jsonl'
        Get-Sink | Export-LabResult $file
        (Import-LabResult $file).Port | Should -Be $port
    }

    It 'completes its name for <_>' -ForEach 'Get-Sink', 'Stop-Sink' {
        (TabExpansion2 "$_ w").CompletionMatches.CompletionText | Should -Be 'web'
    }

    It 'gives the measurement of its whole life' {
        $whole = Stop-Sink web
        $whole.Packets | Should -BeGreaterThan 0
        $whole.Duration | Should -BeNullOrEmpty
        Get-Sink | Should -BeNullOrEmpty
    }
}

Describe 'Measure-Sink -Interval' {
    It 'measures what a flood sends, part by part' {
        $parts = Invoke-UdpFlood -RatePps 5000 -Duration 1 | Measure-Sink -Interval 0.4 -Port (Get-OwnPort)
        ($parts.Ledger.Received | Measure-Object -Sum).Sum + ($parts.Ledger.Losses | Measure-Object -Sum).Sum | Should -Be $parts[0].Flood.Sent
    }
}

Describe 'A pwsh that ends' {
    It 'takes its sinks with it' {
        $port = Get-OwnPort
        Invoke-NewPwsh "`$null = Start-Sink -Port $port; (Get-Sink).State" | Should -Match 'Running'
        $null = Start-Sink -Port $port | Stop-Sink
    }
}
