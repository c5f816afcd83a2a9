BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $port = Get-OwnPort
    $script:all = Invoke-LabSweep ([ordered] @{ Count = 200, 400, 800; Method = 'Recvmsg', 'Recvmmsg' }) -Repeat 2 {
        Invoke-UdpFlood -Port $port -RatePps 20000 -Count $Count | Measure-Sink -Port $port -Method $Method -ReceiveBuffer 4000000
    }
}

Describe 'Show-LabChart' {
    It 'draws what varies, at <Width> columns' -ForEach @{ Width = 40 }, @{ Width = 80 }, @{ Width = 120 } {
        $lines = @($all | Show-LabChart Packets -Width $Width -Plain)
        $lines[0] | Should -Be 'Packets by Count and Method'
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        @($lines -match '[#|] +800$').Count | Should -Be 2
        $lines -join '' | Should -Not -Match '[^ -~]'
    }

    It 'takes any number, and kinds' {
        foreach ($kind in 'Bar', 'Line', 'HeatMap', 'Distribution') {
            @($all | Show-LabChart CpuNsPerPacket -X Count -Series Method -Kind $kind -Width 60).Count | Should -BeGreaterThan 4
        }
    }

    It 'draws imported measurements as fresh ones' {
        $all | Export-LabResult TestDrive:/all.jsonl
        Import-LabResult TestDrive:/all.jsonl | Show-LabChart Packets -Width 80 -Plain | Should -Be ($all | Show-LabChart Packets -Width 80 -Plain)
    }

    It 'refuses what is not there' {
        (Get-FirstError { $all | Show-LabChart Nothing }).FullyQualifiedErrorId | Should -Match '^InvalidArgument\.Y,'
        (Get-FirstError { $all | Show-LabChart -X Nothing }).FullyQualifiedErrorId | Should -Match '^InvalidArgument\.X,'
        (Get-FirstError { $all | Show-LabChart -Width 3 }).FullyQualifiedErrorId | Should -Match '^ParameterArgumentValidationError,'
    }

    It 'completes names of the measurements' {
        (TabExpansion2 '$all | Show-LabChart -X ').CompletionMatches.CompletionText | Should -Contain 'Count'
        (TabExpansion2 '$all | Show-LabChart Cpu').CompletionMatches.CompletionText | Should -Contain 'CpuNsPerPacket'
    }
}
