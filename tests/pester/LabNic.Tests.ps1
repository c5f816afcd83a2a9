BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $script:stateBefore = $env:UDPLAB_STATE
    $env:UDPLAB_STATE = Join-Path ([System.IO.Path]::GetTempPath()) "udplab-pester-$PID"
    $script:root = Test-Root
    if ($root) {
        $script:bed = New-LabTestbed -Name "nic-$PID" -Queues 4
        $script:sink = @{ LabHost = $bed.Sink }
        $script:space = "udplab-nic-$PID-sink"
    }
}

AfterAll {
    if ($root) {
        $bed | Remove-LabTestbed
    }

    Remove-Item $env:UDPLAB_STATE -Recurse -Force -ErrorAction Ignore
    $env:UDPLAB_STATE = $stateBefore
}

Describe 'An interface' {
    BeforeEach { Skip-WithoutRoot }

    It 'is read as by ethtool and ip' {
        $nic = Get-LabNic sink0 @sink
        $nic.Driver | Should -Be 'veth'
        $nic.RxQueues | Should -Be 4
        $nic.Mtu | Should -Be 1500
        $nic.Features.gro | Should -BeTrue
        $nic.RssTable | Should -BeNullOrEmpty
        $nic.Host.Name | Should -Be $bed.Sink.Name
        ip netns exec $space ethtool -l sink0 | Should -Contain "RX:`t`t4"
    }

    It 'is a row of a table, with all properties in a list' {
        $table = Get-LabNic @sink | Out-String -Width 130
        $table | Should -Match 'Name\s+Driver\s+Link\s+Mbit/s\s+Queues\s+Rings rx,tx\s+Pause\s+RSS\s+Host'
        $table | Should -Match 'sink0\s+veth\s+up\s+10000\s+rx 4/4 tx 4/4\s+-\s+-\s+-'
        (Get-LabNic sink0 @sink | Out-String -Width 80) | Should -Match 'Link\s+Mbit/s\s+Queues\s+Rings rx,tx\s+Pause\s+RSS\s'
        $list = Get-LabNic sink0 @sink | Format-List | Out-String -Width 200
        $list | Should -Match 'Rps\s+: 0: none, 1: none'
        $list | Should -Match 'Features\s+: .*\bgro\b'
    }

    It 'is set, and put back' {
        (1, 2, 4 | ForEach-Object { Set-LabNic sink0 @sink -RxQueues $_ -PassThru }).RxQueues | Should -Be 1, 2, 4
        Set-LabNic sink0 @sink -RxQueues 2 -Feature @{ gro = $false } -Rps 0, 1
        ip netns exec $space ethtool -k sink0 | Should -Contain 'generic-receive-offload: off'
        ip netns exec $space cat /sys/class/net/sink0/queues/rx-0/rps_cpus | Should -Be '3'
        $changes = Get-LabChange @sink -State Applied
        $changes.Setting | Should -Be 'Channels', 'Channels', 'Channels', 'Channels', 'Features', 'Rps'
        $changes | Out-String -Width 80 | Should -Match 'Setting\s+Before\s+After\s'
        $changes | Out-String -Width 130 | Should -Match 'Applied\s+nic-\d+\S*\s+sink0\s+Rps\s+rx-0=none'
        (Undo-LabChange -All).State | Should -Be (@('Undone') * 6)
        Undo-LabChange -All | Should -BeNullOrEmpty
        (Get-LabNic sink0 @sink).RxQueues | Should -Be 4
    }

    AfterEach { $null = Undo-LabChange -All }

    It 'is completed, and so are its settings' {
        function Get-Completion { param([string] $Line) (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
        Get-Completion "Get-LabNic -LabHost $($bed.Sink.Name) -Name si" | Should -Contain 'sink0'
        Get-Completion 'Set-LabNic eth0 -Feature g' | Should -Contain '@{ gro = $false'
        Get-Completion 'Set-LabNic eth0 -Coalescing rxu' | Should -Contain '@{ RxUsecs = '
        $coalescing = Get-Completion 'Set-LabNic eth0 -Coalescing @{'
        $coalescing | Should -Contain 'RxUsecs'
        $coalescing | Should -HaveCount (Get-Completion 'Set-LabNic eth0 -Coalescing ').Count
        Get-Completion 'Set-LabNic eth0 -Coalescing @{ RxUsecs = 5; AdaptiveR' | Should -Be 'AdaptiveRx'
        Get-Completion 'Set-LabNic eth0 -Feature @{ g' | Should -Be 'gro', 'gso'
        Get-Completion 'Set-LabNic eth0 -Feature @{' | Should -HaveCount (Get-Completion 'Set-LabNic eth0 -Feature ').Count
        Get-Completion 'Set-LabNic eth0 -UdpHashFields sd' | Should -Contain 'sdfn'
        Get-Completion 'Set-LabNic eth0 -IrqAffinity s' | Should -Contain 'Spread'
        Get-Completion 'Set-LabNic eth0 -Pause ' | Should -Be 'Off', 'On', 'Rx', 'Tx'
        Set-LabNic sink0 @sink -Mtu 1400
        $id = (Get-LabChange -State Applied).Id
        Get-Completion "Undo-LabChange $($id.Substring(0, 3))" | Should -Be $id
        Undo-LabChange $id | Should -Not -BeNullOrEmpty
    }
}

Describe 'A refusal' {
    BeforeEach { Skip-WithoutRoot }

    It '<Parameters> names <Id>' -ForEach @(
        @{ Parameters = @{ RxQueues = 9 }; Id = 'InvalidArgument.RxQueues' }
        @{ Parameters = @{ RssQueues = 2 }; Id = 'NotSupported.RssQueues' }
        @{ Parameters = @{ Feature = @{ warp = $true } }; Id = 'InvalidArgument.Feature' }
        @{ Parameters = @{ IrqAffinity = 'Spread' }; Id = 'NotSupported.IrqAffinity' }
    ) {
        $failure = Get-FirstError { Set-LabNic sink0 @sink @Parameters }
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        (Get-LabChange -State Applied, Pending) | Should -BeNullOrEmpty
    }

    It 'comes for an invalid list of CPUs' {
        (Get-FirstError { Set-LabNic sink0 @sink -Rps fast }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError*'
    }
}
