BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'What cannot work is refused before a packet leaves' {
    It '<Script> -> <Id>' -ForEach @(
        @{ Script = 'Invoke-UdpFlood -Port 0'; Id = 'ParameterArgumentValidationError'; Says = "'Port'" }
        @{ Script = 'Invoke-UdpFlood -Port 65536'; Id = 'ParameterArgumentValidationError'; Says = "'Port'" }
        @{ Script = 'Measure-Sink -Port 0'; Id = 'ParameterArgumentValidationError'; Says = "'Port'" }
        @{ Script = 'Measure-Sink -Port 65536'; Id = 'ParameterArgumentValidationError'; Says = "'Port'" }
        @{ Script = 'Invoke-UdpFlood -PacketSize 59'; Id = 'ParameterArgumentValidationError'; Says = "'PacketSize'" }
        @{ Script = 'Invoke-UdpFlood -Destination ::1 -PacketSize 60'; Id = 'InvalidArgument.PacketSize'; Says = '-PacketSize 60.*80 bytes' }
        @{ Script = 'Invoke-UdpFlood -Interface nix0'; Id = 'NotFound.Interface'; Says = '-Interface nix0.*\blo\b' }
        @{ Script = 'Measure-Sink -Interface nix0'; Id = 'NotFound.Interface'; Says = 'nix0' }
        @{ Script = 'Invoke-UdpFlood -Destination ::1 -Source 127.0.0.1'; Id = 'InvalidArgument.Source'; Says = '-Source 127.0.0.1.*IPv6' }
        @{ Script = 'Invoke-UdpFlood -Destination ::1 | Measure-Sink -Address 0.0.0.0 -Port 41999'; Id = 'InvalidArgument.Destination'; Says = '-Destination ::1.*-Address' }
        @{ Script = 'Measure-Sink -Address 203.0.113.7 -Port 41999'; Id = 'InvalidArgument.Address'; Says = '-Address 203.0.113.7' }
        @{ Script = 'Invoke-UdpFlood -Cpu 4095'; Id = 'InvalidArgument.Cpu'; Says = '-Cpu 4095.*online CPUs are' }
        @{ Script = 'Measure-Sink -Cpu 4095 -Port 41999'; Id = 'InvalidArgument.Cpu'; Says = '-Cpu 4095.*online CPUs are' }
        @{ Script = 'Invoke-UdpFlood -Threads 1 -Cpu 0, 0'; Id = 'InvalidArgument.Cpu'; Says = '-Cpu names 2' }
        @{ Script = 'Measure-Sink -Sockets 0'; Id = 'ParameterArgumentValidationError'; Says = "'Sockets'" }
        @{ Script = 'Measure-Sink -SteerByCpu'; Id = 'InvalidArgument.SteerByCpu'; Says = '-Sockets 2' }
        @{ Script = 'Measure-Sink -Gro -Method Read'; Id = 'InvalidArgument.Gro'; Says = '-Method Read' }
        @{ Script = 'Invoke-UdpFlood -Duration 0'; Id = 'ParameterArgumentValidationError'; Says = "'Duration'" }
        @{ Script = 'Measure-Sink -Duration 0'; Id = 'ParameterArgumentValidationError'; Says = "'Duration'" }
        @{ Script = 'Invoke-UdpFlood -Count 1 -Duration 1'; Id = 'CountWithDuration'; Says = '-Count 1 and -Duration 1' }
        @{ Script = 'Measure-Sink -Count 1 -Duration 1'; Id = 'CountWithDuration'; Says = '-Count 1 and -Duration 1' }
        @{ Script = 'Invoke-UdpFlood -Backend Socket -Inject -Interface lo -Destination 127.0.0.1'; Id = 'InvalidArgument.Inject'; Says = '-Inject' }
        @{ Script = 'Invoke-UdpFlood -Backend Xdp -Gso 2 -Destination 127.0.0.1'; Id = 'InvalidArgument.Gso'; Says = '-Gso' }
        @{ Script = 'Invoke-UdpFlood -Backend Xdp -Burst 257'; Id = 'InvalidArgument.Burst'; Says = '256' }
        @{ Script = 'Invoke-UdpFlood -RatePps 1000, 2000 -Duration 4'; Id = 'DurationWithStepSeconds'; Says = '-StepSeconds 2' }
        @{ Script = 'Invoke-UdpFlood -RatePps 1000 -StepSeconds 1'; Id = 'InvalidArgument.StepSeconds'; Says = '-Duration 1' }
        @{ Script = 'Invoke-UdpFlood -RatePps 1000, 2000 -StepSeconds 1 -Duration 2'; Id = 'DurationWithStepSeconds'; Says = 'omit -Duration' }
        @{ Script = 'Invoke-UdpFlood -RatePps 1000, 2000 -StepSeconds 1 -Count 2'; Id = 'CountWithStepSeconds'; Says = 'omit -Count' }
        @{ Script = 'Invoke-UdpFlood -RatePps 1000, 0 -StepSeconds 1'; Id = 'ParameterArgumentValidationError'; Says = "'RatePps'" }
        @{ Script = 'Invoke-UdpFlood -Gso 64 -PacketSize 1500'; Id = 'InvalidArgument.Gso'; Says = '65,507' }
        @{ Script = 'Measure-Sink -LabHost nosuch'; Id = 'ParameterArgumentTransformationError'; Says = '-LabHost nosuch.*local' }
        @{ Script = "New-LabTestbed 'a b'"; Id = 'ParameterArgumentValidationError'; Says = "'Name'" }
        @{ Script = 'New-LabTestbed -Queues 0'; Id = 'ParameterArgumentValidationError'; Says = "'Queues'" }
        @{ Script = 'Get-LabTestbed pester-nosuch'; Id = 'NotFound.Name'; Says = '-Name pester-nosuch' }
        @{ Script = 'Remove-LabTestbed pester-nosuch'; Id = 'NotFound.Name'; Says = '-Name pester-nosuch' }
    ) {
        $record = Get-FirstError ([scriptblock]::Create($Script))
        $record | Should -Not -BeNullOrEmpty
        ($record.FullyQualifiedErrorId -split ',')[0] | Should -Be $Id
        ($record.FullyQualifiedErrorId -split ',')[1] | Should -Match '^UdpLab\.Commands\.'
        $record.Exception.Message | Should -Match $Says
    }

    It 'a packet above the MTU' {
        # The interface with the smallest MTU; -Interface names it, so it needs no route.
        $link = Get-ChildItem /sys/class/net | ForEach-Object { [pscustomobject]@{ Name = $_.Name; Mtu = [int](Get-Content "$($_.FullName)/mtu"); State = Get-Content "$($_.FullName)/operstate" } } |
            Where-Object { $_.State -eq 'up' -and $_.Mtu -lt 65000 } | Select-Object -First 1
        if (-not $link) {
            Set-ItResult -Skipped -Because 'only loopback is up here'
        }

        $size = $link.Mtu + 15
        $record = Get-FirstError { Invoke-UdpFlood -Interface $link.Name -Destination 198.51.100.1 -PacketSize $size }
        $record.FullyQualifiedErrorId | Should -Be 'InvalidArgument.PacketSize,UdpLab.Commands.InvokeUdpFloodCommand'
        $record.Exception.Message | Should -Match "-PacketSize $size.*MTU of $($link.Mtu)"
    }

    It 'a port in use, with name and id of the process' {
        $port = Get-OwnPort
        $client = [System.Net.Sockets.UdpClient]::new($port)
        try {
            $record = Get-FirstError { Measure-Sink -Port $port }
        }
        finally {
            $client.Dispose()
        }

        $record.FullyQualifiedErrorId | Should -Be 'Busy.Port,UdpLab.Commands.MeasureSinkCommand'
        $record.CategoryInfo.Category | Should -Be 'ResourceBusy'
        $record.Exception.Message | Should -Match "-Port $port.*pwsh \(process $PID\)"
    }

    It 'XDP and testbeds without the capability; the main job still works' {
        Skip-WithoutRoot
        $text = Invoke-NewPwsh -AsNobody @'
$ErrorActionPreference = 'Stop'
foreach ($try in { Invoke-UdpFlood -Backend Xdp -Inject -Interface lo -Destination 127.0.0.1 }, { New-LabTestbed }, { Measure-Sink -Port 9 }) {
    try { & $try } catch { "id=$($_.FullyQualifiedErrorId)" }
}
"received=$((Invoke-UdpFlood -Duration 0.3 | Measure-Sink).Packets -gt 0)"
"several=$(@(1..2 | ForEach-Object { Invoke-UdpFlood -Count 100 -RatePps 1000 } | Measure-Sink -ReceiveBuffer 4000000).Count)"
'@
        $text | Should -Match 'id=PermissionDenied.Backend,'
        $text | Should -Match 'id=PermissionDenied,UdpLab.Commands.NewLabTestbedCommand'
        $text | Should -Match 'id=PermissionDenied.Port,'
        $text | Should -Match 'received=True'
        $text | Should -Match 'several=2'
    }
}

Describe '-WhatIf' {
    It 'sends nothing' {
        $port = Get-OwnPort
        $client = [System.Net.Sockets.UdpClient]::new($port)
        try {
            Invoke-UdpFlood -Port $port -Duration 0.2 -WhatIf | Should -BeNullOrEmpty
            $client.Available | Should -Be 0
            Get-Agent -Working | Should -BeNullOrEmpty
        }
        finally {
            $client.Dispose()
        }
    }

    It 'gives no measurement downstream, and no timeout error' {
        Get-FirstError { Invoke-UdpFlood -WhatIf | Measure-Sink -Port (Get-OwnPort) } | Should -BeNullOrEmpty
    }

    It 'creates no testbed' {
        New-LabTestbed -Name pester-whatif -WhatIf | Should -BeNullOrEmpty
        Get-LabTestbed pester-whati[f] | Should -BeNullOrEmpty
    }
}
