BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'Invoke-UdpFlood -Payload' {
    It 'takes <Name>' -ForEach @(
        @{ Name = 'hexadecimal text'; Given = '0x01 02:03'; Hex = '010203' }
        @{ Name = 'bytes'; Given = [byte[]](1, 2, 3); Hex = '010203' }
        @{ Name = 'a list of numbers'; Given = 1, 2, 3; Hex = '010203' }
        @{ Name = 'several'; Given = '0102', [byte[]](3); Hex = '0102 03' }
    ) {
        $flood = Invoke-UdpFlood -Payload $Given -Count 3 -Port (Get-OwnPort)
        $flood.Payload -join ' ' | Should -Be $Hex
        $flood.Sent | Should -Be 3
    }

    It 'reads files, by name, by pattern and as objects' {
        [System.IO.File]::WriteAllBytes("$TestDrive/one.bin", [byte[]](1, 2))
        [System.IO.File]::WriteAllBytes("$TestDrive/two.bin", [byte[]](3))
        foreach ($given in "$TestDrive/one.bin", (Get-Item "$TestDrive/one.bin")) {
            (Invoke-UdpFlood -Payload $given -Count 1 -Port (Get-OwnPort)).Payload | Should -Be '0102'
        }
        (Invoke-UdpFlood -Payload "$TestDrive/*.bin" -Count 1 -Port (Get-OwnPort)).Payload | Should -Be '0102', '03'
    }

    It 'takes the payload of a row of a table' {
        $rows = "Payload,Count`n0a0b,4`n0c,5" | ConvertFrom-Csv
        $floods = $rows | Invoke-UdpFlood -Port (Get-OwnPort)
        $floods.Payload | Should -Be '0a0b', '0c'
        $floods.Sent | Should -Be 4, 5
    }

    It 'refuses <Given>' -ForEach @(
        @{ Given = 'xyz'; Words = '*neither hexadecimal digits in pairs*nor a file*' }
        @{ Given = 1234; Words = '*is a number to PowerShell*' }
    ) {
        { Invoke-UdpFlood -Payload $Given -Count 1 -ErrorAction Stop } | Should -Throw -ExpectedMessage $Words
    }

    It 'refuses pktgen by name' {
        { Invoke-UdpFlood -Payload 'aa' -Backend Pktgen -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument.Payload,UdpLab.Commands.InvokeUdpFloodCommand' -ExpectedMessage '*use -Backend Socket or Xdp*'
    }

    It 'is received, and survives a file of results' {
        $m = Invoke-UdpFlood -Payload 'c0ffee', '00' -Count 100 -RatePps 5000 -Port (Get-OwnPort) | Measure-Sink -ReceiveBuffer 200000
        $m.Packets | Should -Be 100
        $m.Bytes | Should -Be 200
        $m.LossBasis | Should -Be 'Flood'
        $m.OutOfOrder | Should -BeNullOrEmpty
        $m | Export-LabResult "$TestDrive/m.jsonl"
        (Import-LabResult "$TestDrive/m.jsonl").Flood.Payload | Should -Be 'c0ffee', '00'
    }
}

Describe 'Invoke-UdpFlood -CountReplies' {
    It 'counts none where nobody answers' {
        $flood = Invoke-UdpFlood -CountReplies -Count 10 -Port (Get-OwnPort)
        $flood.Replies | Should -Be 0
        $flood.RepliesPerSecond | Should -BeNullOrEmpty
    }

    It 'fits in 80 columns, with the replies' {
        $list = Invoke-UdpFlood -CountReplies -Count 10 -Port (Get-OwnPort) | Format-List | Out-String -Width 80
        $list | Should -Match 'Replies\s+: 0'
    }
}
