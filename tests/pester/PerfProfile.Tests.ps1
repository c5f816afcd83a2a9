BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    Set-Content TestDrive:/before.folded 's;main;entry_SYSCALL_64;udp_recvmsg 700', 's;main;work 300', 's;main;old 50'
    Set-Content TestDrive:/after.folded 's;main;entry_SYSCALL_64;udp_recvmsg 300', 's;main;work 700', 's;main;new 50'
}

Describe 'Profiles in the pipeline' {
    It 'reads files as strings, wildcards and file objects' {
        (Import-PerfProfile TestDrive:/*.folded).Count | Should -Be 2
        (Get-ChildItem TestDrive:/*.folded | Import-PerfProfile).Count | Should -Be 2
        ('TestDrive:/before.folded', 'TestDrive:/after.folded' | Import-PerfProfile).Samples | Should -Be 1050, 1050
    }

    It 'has a call tree that adds up, callers and callees' {
        $p = Import-PerfProfile TestDrive:/before.folded
        $p.CallTree.Samples | Should -Be $p.Samples
        ($p.CallTree.Descend() | Measure-Object SelfSamples -Sum).Sum | Should -Be $p.Samples
        $p.GetCallers('udp_recvmsg').Descend().Name | Should -Be 'all', 'udp_recvmsg', 'entry_SYSCALL_64', 'main', 's'
        $p.GetCallees('main').Children[0].Samples | Should -Be 1050
    }

    It 'compares, new and vanished first' {
        $changes = Compare-PerfProfile TestDrive:/before.folded TestDrive:/after.folded
        $changes[0..1].State | Sort-Object | Should -Be 'New', 'Vanished'
        ($changes | Where-Object Name -EQ udp_recvmsg).IsSignificant | Should -BeTrue
        (Compare-PerfProfile TestDrive:/before.folded TestDrive:/before.folded).IsSignificant | Should -Not -Contain $true
        (Compare-PerfProfile TestDrive:/before.folded TestDrive:/after.folded -MinimumOverhead 10).Count | Should -Be 2
    }

    It 'writes <_>' -ForEach 'x.folded', 'x.json', 'x.script', 'x.html' {
        $export = $_ -like '*.html' ? 'Export-FlameGraph' : 'Export-PerfProfile'
        $file = Import-PerfProfile TestDrive:/before.folded | & $export "TestDrive:/$_" -PassThru
        $file.Length | Should -BeGreaterThan 50
        { Import-PerfProfile TestDrive:/before.folded | & $export "TestDrive:/$_" -NoClobber -ErrorAction Stop } | Should -Throw '*-NoClobber*'
        Import-PerfProfile TestDrive:/after.folded | & $export "TestDrive:/$_" -WhatIf
        (Get-Item "TestDrive:/$_").Length | Should -Be $file.Length
        Get-ChildItem TestDrive:/*.tmp | Should -BeNullOrEmpty
    }

    It 'writes one profile per file' {
        $failure = $null
        Import-PerfProfile TestDrive:/before.folded, TestDrive:/after.folded | Export-PerfProfile TestDrive:/both.folded -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Match '^InvalidArgument.Path,'
        (Import-PerfProfile TestDrive:/both.folded).Symbols[0].Name | Should -Be 'udp_recvmsg'
    }

    It 'refuses to copy a perf.data that does not exist' {
        $failure = Get-FirstError { Import-PerfProfile TestDrive:/before.folded | Export-PerfProfile TestDrive:/x.data }
        $failure.FullyQualifiedErrorId | Should -Match '^NotFound.Format,'
    }
}

Describe 'Views and completion of profiles' {
    It 'completes formats' {
        $line = 'Export-PerfProfile x -Format '
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Contain 'Speedscope'
    }

    It 'shows symbols as perf prints them' {
        $text = (Import-PerfProfile TestDrive:/before.folded).Symbols | Where-Object Overhead -GT 50 | Out-String -Width 120
        $text | Should -Match 'Overhead +Samples +Command +Shared Object +Symbol'
        $text | Should -Match '66\.67 % +700 +s .*\[k\] udp_recvmsg'
    }

    It 'shows changes with their symbol in 80 columns' {
        Compare-PerfProfile TestDrive:/before.folded TestDrive:/after.folded | Out-String -Width 80 | Should -Match '\[k\] udp_recvmsg'
    }
}
