BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $script:stateBefore = $env:UDPLAB_STATE
    $script:state = Join-Path ([System.IO.Path]::GetTempPath()) "udplab-readiness-$PID"
    $env:UDPLAB_STATE = $state
    $script:preflight = Get-RepositoryPath 'examples/preflight.ps1'

    function Invoke-InSink {
        param([string] $Command)
        ip netns exec "udplab-$($bed.Sink)" sh -c $Command
    }

    if (Test-Root) {
        $script:bed = New-LabTestbed "ready$PID"
    }
}

AfterAll {
    if ($bed) {
        Remove-LabTestbed $bed
    }

    $env:UDPLAB_STATE = $stateBefore
    Remove-Item $state -Recurse -Force -ErrorAction Ignore
}

Describe 'Test-LabHost and Repair-LabHost complete' {
    It '<Line>' -ForEach @(
        @{ Line = 'Test-LabHost -Check Con'; Words = , 'Conntrack' }
        @{ Line = 'Test-LabHost -Role '; Words = 'Generator', 'Sink' }
        @{ Line = 'Test-LabHost loc'; Words = , 'local' }
        @{ Line = 'Test-LabHost -Interface l'; Words = , 'lo' }
    ) {
        $given = [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText
        foreach ($word in $Words) {
            $given | Should -Contain $word
        }
    }
}

Describe 'Findings' {
    It 'compare by status, worst last' {
        $statuses = (Test-LabHost -Interface lo).Status | Sort-Object -Unique
        "$statuses" | Should -Match '^Pass( Advice)?( Warning)?( Failure)?$'
    }

    It 'have every property as a list' {
        $text = Test-LabHost -Interface lo -Check Privilege | Format-List | Out-String
        foreach ($name in 'Host', 'Check', 'Interface', 'Status', 'Observed', 'Expected', 'Reason', 'Source', 'Fix', 'CanRepair') {
            $text | Should -Match "(?m)^$name +:"
        }
    }

    It 'are coloured by PSStyle, and only if it is on' {
        $plain = Invoke-NewPwsh "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$(Get-RepositoryPath 'UdpLab.psd1')'; Test-LabHost -Interface lo -Check Link"
        $plain | Should -Match 'Link lo +Pass'
        $plain | Should -Not -Match "`e"
    }

    It 'come through the pipeline, with a table for each host' {
        Skip-WithoutRoot
        $text = $bed.Generator, $bed.Sink | Test-LabHost -Check Link | Out-String
        $text | Should -Match "Host: $($bed.Generator)"
        $text | Should -Match "Host: $($bed.Sink)"
    }
}

Describe 'examples/preflight.ps1' {
    It 'repairs nothing in a non-interactive session' {
        Skip-WithoutRoot
        Invoke-InSink 'sysctl -qw net.ipv4.conf.all.rp_filter=1'
        $text = & $preflight -LabHost $bed.Sink -Repair Never | Out-String
        $text | Should -Match 'ReversePath'
        Invoke-InSink 'sysctl -n net.ipv4.conf.all.rp_filter' | Should -Be '1'
    }

    It 'checks, repairs, checks again, and can be undone' {
        Skip-WithoutRoot
        Invoke-InSink 'sysctl -qw net.ipv4.conf.all.rp_filter=1'
        $after = & $preflight -LabHost $bed.Sink -Role Sink -Repair Always
        ($after | Where-Object Check -EQ ReversePath).Status | Should -Be 'Pass'
        Invoke-InSink 'sysctl -n net.ipv4.conf.all.rp_filter' | Should -Be '0'
        Undo-LabChange -All
        Invoke-InSink 'sysctl -n net.ipv4.conf.all.rp_filter' | Should -Be '1'
        Invoke-InSink 'sysctl -qw net.ipv4.conf.all.rp_filter=0'
    }
}
