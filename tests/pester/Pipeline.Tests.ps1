BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'Invoke-UdpFlood | Measure-Sink' {
    It 'measures without any parameters' {
        $m = Invoke-UdpFlood | Measure-Sink
        $m.PSObject.TypeNames[0] | Should -Be 'UdpLab.SinkMeasurement'
        $m.Packets | Should -BeGreaterThan 0
        $m.Pps | Should -BeGreaterThan 0
        $m.Bytes | Should -Be (18 * $m.Packets)
        $m.Lost | Should -Not -BeNullOrEmpty
        $m.Flood.State | Should -Be 'Completed'
        $m.Flood.Port | Should -Be $m.Port
        $m.Method | Should -Be 'Recvmsg'
        $m.Environment.Kernel | Should -Be (uname -r)
        $m.Host.Name | Should -Be 'local'
        $m.Intervals.Count | Should -BeGreaterThan 0
    }

    It 'keeps the ledger to the packet' {
        $ledger = (Invoke-UdpFlood -Count 20000 -Port (Get-OwnPort) | Measure-Sink -ReceiveBuffer 4096).Ledger
        $losses = ($ledger.Entries | Where-Object IsLoss | Measure-Object Packets -Sum).Sum
        $ledger.Losses | Should -Be $losses
        $ledger.Sent | Should -Be ($ledger.Received + $losses + $ledger.Unexplained)
        $ledger.BiggestLoss.Counter | Should -Be 'RcvbufErrors'
        $ledger.Entries | Where-Object { -not $_.Source -or -not $_.Meaning } | Should -BeNullOrEmpty
    }

    It 'uses the flood''s parameters: port, count, size' {
        $port = Get-OwnPort
        $m = Invoke-UdpFlood -Port $port -Count 2000 -RatePps 10000 -PacketSize 128 | Measure-Sink -ReceiveBuffer 4000000
        $m.Port | Should -Be $port
        $m.Flood.Sent | Should -Be 2000
        $m.Ledger.Sent | Should -Be 2000
        $m.Bytes | Should -Be ($m.Packets * (128 - 42))
    }

    It 'uses the sink''s parameters: address and port' {
        $port = Get-OwnPort
        $m = Invoke-UdpFlood -Count 500 -RatePps 5000 | Measure-Sink -ReceiveBuffer 4000000 -Address ::1 -Port $port
        $m.Flood.Destination | Should -Be '::1'
        $m.Flood.Port | Should -Be $port
        $m.Packets | Should -BeGreaterThan 0
    }

    It 'loses, duplicates and reorders nothing if the buffer is large enough' {
        # All packets fit in an ordinary user's buffer, and one CPU sends, so no packet overtakes another in the backlog.
        $m = Invoke-UdpFlood -Port (Get-OwnPort) -Count 500 -RatePps 2000 -Cpu 0 | Measure-Sink -ReceiveBuffer 2000000
        $m.Packets | Should -Be 500
        $m.Lost | Should -Be 0
        $m.LossPercent | Should -Be 0
        $m.OutOfOrder | Should -Be 0
        $m.Duplicates | Should -Be 0
        $m.BadMagic | Should -Be 0
        $m.Latency.Samples | Should -BeGreaterThan 0
        $m.Latency.MinimumMicroseconds | Should -BeLessOrEqual $m.Latency.P50Microseconds
        $m.Latency.P50Microseconds | Should -BeLessOrEqual $m.Latency.P99Microseconds
        $m.Latency.P99Microseconds | Should -BeLessOrEqual $m.Latency.MaximumMicroseconds
    }

    It 'counts exactly -Count packets with <Sockets> socket(s) and <Method>' -ForEach @(
        @{ Sockets = 1; Method = 'Recvmsg' }
        @{ Sockets = 1; Method = 'Recvmmsg' }
        @{ Sockets = 2; Method = 'Recvmsg' }
    ) {
        $m = Invoke-UdpFlood -Port (Get-OwnPort) -Duration 10 -Flows 8 | Measure-Sink $Method -Count 5000 -Sockets $Sockets
        $m.Packets | Should -Be 5000
        $m.Flood.State | Should -Be 'Completed'
    }

    It 'ends the flood when the sink has its packets' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $m = Invoke-UdpFlood -Port (Get-OwnPort) -Duration 60 | Measure-Sink -Duration 0.3
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        $m.Flood.State | Should -Be 'Completed'
    }

    It 'does not read payloads with -NoCheck' {
        $m = Invoke-UdpFlood -Port (Get-OwnPort) -Count 500 -RatePps 5000 | Measure-Sink -ReceiveBuffer 4000000 -NoCheck
        $m.Packets | Should -BeGreaterThan 0
        $m.BadMagic | Should -BeNullOrEmpty
        $m.Latency | Should -BeNullOrEmpty
    }

    It 'spreads flows over sockets' {
        $m = Invoke-UdpFlood -Port (Get-OwnPort) -Flows 64 -Duration 0.3 | Measure-Sink -Sockets 2
        $m.PerSocket.Count | Should -Be 2
        ($m.PerSocket | Measure-Object Packets -Sum).Sum | Should -Be $m.Packets
        $m.PerSocket | Where-Object Packets -EQ 0 | Should -BeNullOrEmpty
    }

    It 'counts segments with -Gso and -Gro' {
        $m = Invoke-UdpFlood -Port (Get-OwnPort) -Gso 8 -Count 800 -RatePps 20000 | Measure-Sink -ReceiveBuffer 4000000 -Gro
        $m.Gro | Should -BeTrue
        $m.Bytes | Should -Be (18 * $m.Packets)
        $m.Ledger.Sent | Should -Be 800
        $m.Ledger.Unexplained | Should -Be 0
    }
}

Describe 'A ramp' {
    BeforeAll {
        $script:ramp = Invoke-UdpFlood -Port (Get-OwnPort) -RatePps 1000, 3000 -StepSeconds 0.4 | Measure-Sink -ReceiveBuffer 4000000
    }

    It 'has what was sent, received and lost at each rate' {
        $ramp.Steps.RatePps | Should -Be 1000, 3000
        ($ramp.Steps | Measure-Object Sent -Sum).Sum | Should -Be $ramp.Flood.Sent
        ($ramp.Steps | Measure-Object Received -Sum).Sum | Should -Be $ramp.Packets
        $ramp.Steps | ForEach-Object { $_.Received + $_.Lost | Should -Be $_.Sent }
        $ramp.Flood.Steps.Sent | Should -Be $ramp.Steps.Sent
        ($ramp.Flood.Intervals | Measure-Object Packets -Sum).Sum | Should -Be $ramp.Flood.Sent
    }

    It 'is a table of loss by rate at <_> columns' -ForEach 80, 120 {
        $lines = ($ramp | Out-String -Width $_) -split "`n" | Where-Object { $_.Trim() }
        $lines[0] | Should -Match '^Method +Rate pps +Sent pps +Sent +Received +Lost +Loss % +Burst'
        $lines[2] | Should -Match '^Recvmsg +1,000 '
        $lines[3] | Should -Match '^ +3,000 '
        $lines | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 120 }
    }

    It 'has a list of its steps' {
        ($ramp | Format-List | Out-String) | Should -Match '1,000 pps: [0-9,]+ lost'
    }

    It 'stays one in a job' {
        $job = Start-Job { Import-Module $using:PSScriptRoot/../../UdpLab.psd1; Invoke-UdpFlood -RatePps 1000, 2000 -StepSeconds 0.2 | Measure-Sink -ReceiveBuffer 4000000 }
        $kept = $job | Receive-Job -Wait -AutoRemoveJob
        $kept.Steps.RatePps | Should -Be 1000, 2000
        ($kept.Steps | Measure-Object Sent -Sum).Sum | Should -Be $kept.Flood.Sent
    }
}

Describe 'A burst' {
    It 'of a paced flood is <Burst> with <How>' -ForEach @(
        @{ How = @{ RatePps = 5000 }; Burst = 1 }
        @{ How = @{ RatePps = 100000 }; Burst = 5 }
        @{ How = @{ RatePps = 5000; Burst = 10 }; Burst = 10 }
        @{ How = @{}; Burst = 64 }
    ) {
        $m = Invoke-UdpFlood @How -Port (Get-OwnPort) -Count 500 | Measure-Sink
        $m.Burst | Should -Be $Burst
        $m.Flood.Burst | Should -Be $Burst
    }
}

Describe 'Several' {
    It 'floods piped to one Measure-Sink give a measurement each' {
        $sent = @()
        $measurements = @(100, 200, 300 | ForEach-Object { Invoke-UdpFlood -Count $_ -RatePps 5000 -OutVariable +sent } | Measure-Sink -ReceiveBuffer 4000000 -Port (Get-OwnPort))
        $measurements.Flood.Sent | Should -Be 100, 200, 300
        $sent.Count | Should -Be 3
    }

    It 'hosts piped to Invoke-UdpFlood give a flood each' {
        $measurements = @('local', 'local' | Invoke-UdpFlood -Port (Get-OwnPort) -Count 100 -RatePps 5000 | Measure-Sink -ReceiveBuffer 4000000)
        $measurements.Count | Should -Be 2
    }

    It 'methods are measured in order, and again with -Repeat' {
        $measurements = @(Invoke-UdpFlood -Port (Get-OwnPort) -Count 200 -RatePps 5000 | Measure-Sink -ReceiveBuffer 4000000 Read, Recvmmsg, Recv -Repeat 2)
        "$($measurements.Method)" | Should -Be 'Read Recvmmsg Recv Read Recvmmsg Recv'
        $measurements | Where-Object { $_.Flood.Sent -ne 200 } | Should -BeNullOrEmpty
        @($measurements.Flood | Select-Object -Unique Started).Count | Should -Be 6
    }
}

Describe 'Half of the pipeline' {
    It 'a flood alone is output once, completed' {
        $floods = @(Invoke-UdpFlood -Port (Get-OwnPort) -Count 3000 -RatePps 100000)
        $floods.Count | Should -Be 1
        $floods[0].State | Should -Be 'Completed'
        $floods[0].Sent | Should -Be 3000
        $floods[0].Errors | Should -Be 0
        $floods[0].Seconds | Should -BeGreaterThan 0
        $floods[0].PerThread.Count | Should -Be 1
    }

    It 'a sink alone receives traffic from elsewhere' {
        $port = Get-OwnPort
        $outside = Start-OutsideTraffic $port
        try {
            $m = Measure-Sink -Port $port -Duration 0.3
        }
        finally {
            $outside.Stop()
            $outside.Dispose()
        }

        $m.Packets | Should -BeGreaterThan 0
        $m.BadMagic | Should -Be $m.Packets
        $m.Flood | Should -BeNullOrEmpty
        $m.Ledger.Sent | Should -BeNullOrEmpty
    }

    It 'a sink without packets reports how far they got' {
        $record = Get-FirstError { Measure-Sink -Port (Get-OwnPort) -Timeout 0.3 }
        $record.FullyQualifiedErrorId | Should -Be 'NoPacket,UdpLab.Commands.MeasureSinkCommand'
        $record.CategoryInfo.Category | Should -Be 'OperationTimeout'
        $record.TargetObject.GetType().FullName | Should -Be 'UdpLab.Ledger'
    }

    It 'a flood that misses the sink gives no measurement but an error that says where it went' {
        $record = Get-FirstError { Invoke-UdpFlood -Port (Get-OwnPort) -Force -Count 500 -RatePps 5000 | Measure-Sink -ReceiveBuffer 4000000 -Port (Get-OwnPort) }
        $record.FullyQualifiedErrorId | Should -Be 'NoPacket,UdpLab.Commands.MeasureSinkCommand'
        $record.Exception.Message | Should -Match 'NoPorts'
    }
}

Describe 'Nothing half-filled' {
    It 'in a variable inside a pipeline' {
        $state = 1 | ForEach-Object { $f = Invoke-UdpFlood -Port (Get-OwnPort) -Count 100; "$($f.State) $($f.Sent)" }
        $state | Should -Be 'Completed 100'
    }

    It 'in a variable upstream of a sink' {
        $seen = @{}
        $m = 1 | ForEach-Object { $f = Invoke-UdpFlood -Count 100 -RatePps 5000; $seen.State = "$($f.State) $($f.Sent)"; $f } | Measure-Sink -ReceiveBuffer 4000000 -Port (Get-OwnPort)
        $seen.State | Should -Be 'Completed 100'
        $m.Flood.Sent | Should -Be 100
    }

    It 'in -OutVariable and -PipelineVariable' {
        $m = Invoke-UdpFlood -Count 100 -RatePps 5000 -OutVariable flood | Measure-Sink -ReceiveBuffer 4000000 -Port (Get-OwnPort)
        $flood[0].State | Should -Be 'Completed'
        $m.Flood.Sent | Should -Be $flood[0].Sent
    }

    It 'a flood that has ended is refused, and the others are still measured' {
        $over = Invoke-UdpFlood -Port (Get-OwnPort) -Count 100
        $record = Get-FirstError { $over | Measure-Sink -Port (Get-OwnPort) }
        $record.FullyQualifiedErrorId | Should -Be 'FloodIsOver,UdpLab.Commands.MeasureSinkCommand'
        $m = & { $over; Invoke-UdpFlood -Count 100 -RatePps 5000 } | Measure-Sink -ReceiveBuffer 4000000 -Port (Get-OwnPort) -ErrorAction SilentlyContinue
        $m.Flood.Sent | Should -Be 100
    }

    It 'a flood whose object is not passed on leaves the sink ready for the next' {
        $m = 100, 200 | ForEach-Object { Invoke-UdpFlood -Count $_ -RatePps 5000 } | Where-Object Count -NE 0 |
            Where-Object { $script:handed++ -gt 0 } | Measure-Sink -Port (Get-OwnPort)
        $m.Flood.Sent | Should -Be 200
    }
}

Describe 'Stopping' {
    It 'ends the pipeline and its agents' {
        $shell = Start-Aside -Parameter @{ Manifest = (Get-RepositoryPath 'UdpLab.psd1'); Port = (Get-OwnPort) } {
            param($Manifest, $Port)
            Import-Module $Manifest
            Invoke-UdpFlood -Port $Port -Duration 60 | Measure-Sink
        }
        try {
            Wait-Until { (Get-Agent -Working).Count -ge 2 } | Should -BeTrue
            $agents = Get-Agent -Working
            $shell.Stop()
            Wait-Until { -not ($agents | Where-Object { Test-Running $_ }) } | Should -BeTrue
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'ends every agent of a killed pwsh' {
        $port = Get-OwnPort
        $process = Start-NewPwsh "Invoke-UdpFlood -Port $port -Duration 60 | Measure-Sink"
        try {
            Wait-Until { (Get-Agent $process.Id).Count -eq 2 } | Should -BeTrue
            $agents = Get-Agent $process.Id
        }
        finally {
            $process.Kill()
        }

        # The promise is one second, but this machine may be busy.
        Wait-Until { -not ($agents | Where-Object { Test-Running $_ }) } -Seconds 10 | Should -BeTrue
    }
}
