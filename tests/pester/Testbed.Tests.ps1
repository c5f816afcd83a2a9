BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab

    # Names of this run: others may be using testbeds here too.
    $script:name = "pester-$PID"
    $script:root = Test-Root
    if ($root) {
        $script:bed = New-LabTestbed -Name $name -Queues 2
    }
}

AfterAll {
    if ($root) {
        Get-LabTestbed "$name*" | Remove-LabTestbed
    }
}

Describe 'A testbed' {
    BeforeEach { Skip-WithoutRoot }

    It 'is two namespaces with a veth of as many queues' {
        $bed.Name | Should -Be $name
        $bed.State | Should -Be 'Active'
        $bed.OwnerProcessId | Should -Be $PID
        $bed.Generator.Kind | Should -Be 'Namespace'
        $bed.Sink.Name | Should -Be "$name-sink"
        $bed.SinkAddress | Should -Match '^198\.1[89]\.'
        (Get-LabTestbed $name).Queues | Should -Be 2
        @(ip netns exec "udplab-$name-sink" ls /sys/class/net/sink0/queues) -like 'rx-*' | Should -HaveCount 2
        ip netns exec "udplab-$name-sink" ethtool -k sink0 | Should -Contain 'generic-receive-offload: on'
    }

    It 'carries an XDP flood to the packet' {
        $m = Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Threads 2 -Duration 0.5 | Measure-Sink -LabHost $bed.Sink
        $m.Flood.Backend | Should -Be 'Xdp'
        $m.Flood.Destination | Should -Be $bed.SinkAddress
        $m.Ledger.Unexplained | Should -Be 0
        $m.Ledger.KernelDifference | Should -Be 0
        $m.Host.Name | Should -Be "$name-sink"
    }

    It 'carries a socket flood to the packet' {
        $m = Invoke-UdpFlood -LabHost $bed.Generator -Backend Socket -Count 20000 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4096
        $m.Flood.Backend | Should -Be 'Socket'
        $m.Lost | Should -BeGreaterThan 0
        $m.Ledger.Unexplained | Should -Be 0
        $m.Ledger.KernelDifference | Should -Be 0
    }

    It 'is flooded by XDP by default, and by the names of its hosts' {
        $m = Invoke-UdpFlood -LabHost "$name-gen" -Duration 0.3 | Measure-Sink -Session "$name-sink"
        $m.Flood.Backend | Should -Be 'Xdp'
        $m.Flood.BackendReason | Should -Not -BeNullOrEmpty
    }

    It 'accepts frames in its receive path, each CPU with its own socket' {
        $m = Invoke-UdpFlood -LabHost $bed.Sink -Interface $bed.SinkInterface -Inject -Threads 2 -Duration 0.3 |
            Measure-Sink -LabHost $bed.Sink -Sockets 2 -SteerByCpu
        $m.Packets | Should -BeGreaterThan 0
        $m.Ledger.Unexplained | Should -Be 0
    }

    It 'carries IPv6' {
        $m = Invoke-UdpFlood -LabHost $bed.Generator -Duration 0.3 | Measure-Sink -LabHost $bed.Sink -Address ::
        $m.Flood.PacketSize | Should -Be 80
        $m.Flood.Destination | Should -Match '^2001:2:'
        $m.Ledger.Unexplained | Should -Be 0
    }

    It 'sends frames too large for XDP from sockets' {
        $jumbo = New-LabTestbed -Name "$name-jumbo" -Mtu 9000
        try {
            $m = Invoke-UdpFlood -LabHost $jumbo.Generator -PacketSize 4000 -Count 100 -RatePps 1000 | Measure-Sink -ReceiveBuffer 4000000 -LabHost $jumbo.Sink
            $m.Flood.Backend | Should -Be 'Socket'
            $record = Get-FirstError { Invoke-UdpFlood -LabHost $jumbo.Generator -Backend Xdp -PacketSize 4000 -Count 100 | Measure-Sink -LabHost $jumbo.Sink }
            $record.FullyQualifiedErrorId | Should -Match '^InvalidArgument.PacketSize,'
        }
        finally {
            $jumbo | Remove-LabTestbed
        }
    }

    It 'refuses frames that a peer without NAPI would drop, and gives the remedy' {
        ip netns exec "udplab-$name-sink" ethtool -K sink0 gro off
        try {
            $record = Get-FirstError { Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Destination $bed.SinkAddress -Duration 0.2 }
        }
        finally {
            ip netns exec "udplab-$name-sink" ethtool -K sink0 gro on
        }

        $record.FullyQualifiedErrorId | Should -Be 'NotSupported.Interface,UdpLab.Commands.InvokeUdpFloodCommand'
        $record.Exception.Message | Should -Match 'ethtool -K .* gro on'
    }

    It 'has a unique name' {
        $record = Get-FirstError { New-LabTestbed -Name $name }
        $record.FullyQualifiedErrorId | Should -Be 'Busy.Name,UdpLab.Commands.NewLabTestbedCommand'
    }

    It 'stays with -WhatIf, and is gone with its hosts after Remove-LabTestbed' {
        $other = New-LabTestbed -Name "$name-other"
        Remove-LabTestbed "$name-oth*" -WhatIf
        Get-LabTestbed "$name-other" | Should -Not -BeNullOrEmpty
        Remove-LabTestbed "$name-oth*" | Should -BeNullOrEmpty
        $other.State | Should -Be 'Removed'
        Get-LabTestbed "$name-oth*" | Should -BeNullOrEmpty
        ip netns list | Where-Object { $_ -match "$name-other" } | Should -BeNullOrEmpty
        $record = Get-FirstError { Invoke-UdpFlood -LabHost $other.Generator -Count 1 }
        $record.FullyQualifiedErrorId | Should -Match '^NotFound.LabHost,'
        Get-LabTestbed $name | Should -Not -BeNullOrEmpty
    }

    It 'removes several, and continues after one that does not exist' {
        $null = New-LabTestbed -Name "$name-a"
        $null = New-LabTestbed -Name "$name-b"
        Remove-LabTestbed "$name-a", "$name-none", "$name-b" -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.Count | Should -Be 1
        Get-LabTestbed "$name-[ab]" | Should -BeNullOrEmpty
    }

    It 'is removed with the module' {
        $text = Invoke-NewPwsh "`$null = New-LabTestbed -Name '$name-mod'; Remove-Module UdpLab; 'left: ' + @(ip netns list | Where-Object { `$_ -match '$name-mod' }).Count"
        $text | Should -Match 'left: 0'
    }

    It 'of a killed session is listed as Leftover, and can be removed' {
        $process = Start-NewPwsh "`$null = New-LabTestbed -Name '$name-left'; Start-Sleep 300"
        try {
            Wait-Until { Get-LabTestbed "$name-lef[t]" | Where-Object OwnerProcessId -EQ $process.Id } | Should -BeTrue
        }
        finally {
            $process.Kill()
            $process.WaitForExit()
        }

        $left = Get-LabTestbed "$name-left"
        $left.State | Should -Be 'Leftover'
        $left | Remove-LabTestbed
        Get-LabTestbed "$name-lef[t]" | Should -BeNullOrEmpty
    }
}
