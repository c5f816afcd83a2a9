BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'Measure-Sink -Profile' {
    BeforeAll {
        if (Test-Root) {
            $script:m = Invoke-UdpFlood -Duration 1.5 | Measure-Sink -Profile
        }
    }

    It 'has the profile of its window' {
        Skip-WithoutRoot
        $m.Profile.Samples | Should -BeGreaterThan 0
        $m.Profile.Seconds | Should -Be $m.Seconds
        $m.Profile.Packets | Should -Be $m.Packets
        $m.Profile.CallTree.Samples | Should -Be $m.Profile.Samples
        ($m.Profile.Symbols | Measure-Object Samples -Sum).Sum | Should -Be $m.Profile.Samples
        $m.Profile.Host | Should -Be 'local'
    }

    It 'looks the same as without it' {
        Skip-WithoutRoot
        $table = $m | Out-String
        $table | Should -Match '(?m)^Method +Packets +Seconds +Pps'
        $table | Should -Not -Match 'Profile'
        ($m | Format-List | Out-String) | Should -Match 'Profile +: [\d,]+ samples of c'
    }

    It 'is explained, in a table and a list' {
        Skip-WithoutRoot
        $causes = @($m | Get-UdpBottleneck)
        $causes[0].PSObject.TypeNames[0] | Should -Be 'UdpLab.UdpBottleneck'
        ($causes | Out-String -Width 120) | Should -Match '(?m)^ +Share Cause +Fixed in Title'
        ($causes[0] | Format-List | Out-String) | Should -Match '(?m)^Explanation +:'
    }
}

Describe 'Invoke-PerfCapture' {
    It 'records this process, also piped in' {
        Skip-WithoutRoot
        $one = Start-Job { $end = [datetime]::Now.AddSeconds(20); while ([datetime]::Now -lt $end) { $null = [math]::Sqrt(2) } }
        $started = Wait-Until { $one.State -eq 'Running' }
        $started | Should -BeTrue
        $p = Get-Process -Id $PID | Invoke-PerfCapture -Duration 0.5 -CallGraph None -Event cpu-clock -ErrorAction Stop
        $one | Remove-Job -Force
        $p.Event | Should -Be 'cpu-clock'
        $p.Command | Should -Match "-p $PID "
        $p.HasCallChains | Should -BeFalse
    }

    It 'samples without perf, and says so' {
        Skip-WithoutRoot
        $one = Start-Job { $end = [datetime]::Now.AddSeconds(20); while ([datetime]::Now -lt $end) { $null = [math]::Sqrt(2) } }
        $started = Wait-Until { $one.State -eq 'Running' }
        $started | Should -BeTrue
        $p = Invoke-PerfCapture -AllCpus -Duration 0.5 -Sampler Agent -ErrorAction Stop
        $one | Remove-Job -Force
        $p.Samples | Should -BeGreaterThan 0
        $p.Command | Should -Match '^udplab-agent record '
        $p.Notes.Code | Should -Contain 'SampledByAgent'
        $p.CallTree.Samples | Should -Be $p.Samples
    }

    It 'refuses with a reason: <Script>' -ForEach @(
        @{ Script = 'Invoke-PerfCapture -ProcessId 4194000'; Id = 'NotFound.ProcessId'; Says = 'no such process' }
        @{ Script = 'Invoke-PerfCapture -AllCpus -Event no-such'; Id = 'InvalidArgument.Event'; Says = 'perf list' }
        @{ Script = 'Invoke-PerfCapture -AllCpus -CacheLine'; Id = 'NotSupported.CacheLine'; Says = 'PEBS' }
        @{ Script = 'Invoke-PerfCapture -AllCpus -Sampler Agent -Event cache-misses'; Id = 'InvalidArgument.Event'; Says = 'takes perf' }
        @{ Script = 'Invoke-PerfCapture -Sink 1'; Id = 'NotFound.Sink'; Says = 'ss -ulpn' }
    ) {
        Skip-WithoutRoot
        if ($Id -eq 'NotSupported.CacheLine' -and (Get-Item '/sys/bus/event_source/devices/cpu*/events/mem-loads', '/sys/bus/event_source/devices/ibs_op', '/sys/bus/event_source/devices/arm_spe_0' -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'this CPU samples memory accesses'
        }

        $record = Get-FirstError ([scriptblock]::Create($Script))
        ($record.FullyQualifiedErrorId -split ',')[0] | Should -Be $Id
        $record.Exception.Message | Should -Match $Says
    }

    It 'names the sysctl that prevents it to an ordinary user, or records' {
        Skip-WithoutRoot
        $paranoid = [int](Get-Content /proc/sys/kernel/perf_event_paranoid)
        $text = Invoke-NewPwsh -AsNobody ('try { Measure-Sink -Port ' + (Get-OwnPort) + ' -Timeout 0.2 -Profile -ErrorAction Stop } catch { "id=$($_.FullyQualifiedErrorId) $_" }')
        if ($paranoid -gt 1) {
            $text | Should -Match "id=PermissionDenied.Profile,.*kernel.perf_event_paranoid is $paranoid"
        }
        else {
            $text | Should -Not -Match 'paranoid'
        }
    }
}

Describe 'Completion' {
    It 'of <Line>' -ForEach @(
        @{ Line = 'Invoke-PerfCapture -AllCpus -Event cpu'; Has = 'cpu-clock' }
        @{ Line = 'Invoke-PerfCapture -AllCpus -CallGraph D'; Has = 'Dwarf' }
        @{ Line = 'Invoke-PerfCapture -AllCpus -Frequency 9'; Has = '997' }
        @{ Line = 'Measure-Sink -ProfileCpu '; Has = '0' }
        @{ Line = 'Measure-Sink -ProfileCallGraph '; Has = 'Fp' }
        @{ Line = 'Measure-Sink -ProfileSampler '; Has = 'Agent' }
    ) {
        [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText | Should -Contain $Has
    }

    It 'of processes by name' {
        $line = 'Invoke-PerfCapture -ProcessId pws'
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Contain "$PID"
    }
}
