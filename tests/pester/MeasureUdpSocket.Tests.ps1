BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'Measure-UdpSocket' {
    BeforeAll {
        $script:client = [System.Net.Sockets.UdpClient]::new([System.Net.IPEndPoint]::new([System.Net.IPAddress]::Loopback, 0))
        $client.Client.ReceiveBufferSize = 200000
        $script:port = $client.Client.LocalEndPoint.Port
        function Clear-Client {
            while ($client.Available) {
                $from = $null
                $null = $client.Receive([ref] $from)
            }
        }
    }

    BeforeEach { Clear-Client }

    AfterAll { $client.Dispose() }

    It 'measures a flood into a socket that is not ours' {
        Skip-WithoutRoot
        $m = Invoke-UdpFlood 127.0.0.1 $port -Count 100 -RatePps 5000 | Measure-UdpSocket -WarningAction SilentlyContinue
        $m.PSObject.TypeNames[0] | Should -Be 'UdpLab.SinkMeasurement'
        $m.Packets | Should -Be 100
        $m.Lost | Should -Be 0
        $m.Method | Should -BeNullOrEmpty
        $m.ProcessId | Should -Be $PID
        $m.PacketBasis | Should -Be 'Sockets'
        $m.Ledger.Unexplained | Should -Be 0
        $m.QueuePercent | Should -BeGreaterThan 0
        $m.PerSocket[0].Cookie | Should -Be (Get-UdpSocket $port).Cookie
    }

    It 'takes a socket from the pipeline' {
        Skip-WithoutRoot
        $flood = [powershell]::Create().AddScript({ param($module, $port) Import-Module $module; Invoke-UdpFlood 127.0.0.1 $port -RatePps 20 -Duration 60 }).AddArgument((Get-RepositoryPath 'UdpLab.psd1')).AddArgument($port)
        $null = $flood.BeginInvoke()
        try {
            $deadline = (Get-Date).AddSeconds(60)
            while (-not $client.Available -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 50 }
            $m = Get-UdpSocket $port | Measure-UdpSocket -Duration 0.5 -WarningAction SilentlyContinue
            $m.Packets | Should -BeGreaterThan 0
            $m.Flood | Should -BeNullOrEmpty
            $m.Seconds | Should -BeGreaterOrEqual 0.5
        }
        finally {
            $flood.Stop()
            $flood.Dispose()
        }
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'nothing to measure'; Command = { Measure-UdpSocket -ErrorAction Stop }; Id = 'InvalidArgument.Port' }
        @{ Name = 'a port without a socket'; Command = { Measure-UdpSocket -Port (Get-OwnPort) -ErrorAction Stop }; Id = 'NotFound.Port' }
        @{ Name = 'a process that does not exist'; Command = { Measure-UdpSocket -ProcessId 1999999999 -ErrorAction Stop }; Id = 'NotFound.ProcessId' }
        @{ Name = 'a socket and a port'; Command = { Measure-UdpSocket -Socket (Get-UdpSocket $port) -Port 53 -ErrorAction Stop }; Id = 'SocketWithPort' }
    ) {
        (Get-FirstError $Command).FullyQualifiedErrorId | Should -Be "$Id,UdpLab.Commands.MeasureUdpSocketCommand"
    }

    It 'says when no packet came' {
        (Get-FirstError { Measure-UdpSocket $port -Duration 0.2 }).FullyQualifiedErrorId | Should -Be 'NoPacket,UdpLab.Commands.MeasureUdpSocketCommand'
    }

    It 'completes ports and processes' {
        (TabExpansion2 "Measure-UdpSocket -Port $port").CompletionMatches.CompletionText | Should -Contain "$port"
        (TabExpansion2 "Measure-UdpSocket -ProcessId $PID").CompletionMatches.CompletionText | Should -Contain "$PID"
    }

    It 'shows the process in <Width> columns' -ForEach @(@{ Width = 80 }, @{ Width = 120 }) {
        $m = Invoke-UdpFlood 127.0.0.1 $port -Count 50 -RatePps 5000 | Measure-UdpSocket -WarningAction SilentlyContinue
        $lines = ($m | Out-String -Width $Width) -split '\r?\n' | Where-Object { $_ }
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual $Width }
        $lines[-1] | Should -Match ([regex]::Escape($m.Process.Substring(0, 4)))
        $list = $m | Format-List | Out-String -Width $Width
        $list | Should -Match 'PacketBasis\s+: '
        $list | Should -Match 'PerThread\s+: '
        $list | Should -Not -Match '(?m)^Method\s+:'
    }
}
