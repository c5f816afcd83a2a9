BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'Get-LineRate' {
    It 'computes 10 Gbit/s of the smallest frames, and of the article''s' {
        $rate = Get-LineRate -SpeedMbps 10000 -PacketSize 60, 296
        $rate.Pps | Should -Be 14880952, 3906250
        $rate[0].NsPerPacket | Should -BeGreaterThan 67.19
        $rate[0].NsPerPacket | Should -BeLessThan 67.21
        $rate[0].WireMbps | Should -Be 10000
        $rate[0].PSObject.TypeNames[0] | Should -Be 'UdpLab.LineRate'
    }

    It 'accepts an array as a range, and the same as an argument' {
        (Get-LineRate 10000 -PacketSize (64..1518)).PacketSize | Should -Be (64..1518)
        (Get-LineRate 10000 -PacketSize 64..1518).PacketSize | Should -Be (64..1518)
        $sizes = 64..66
        (Get-LineRate 10000 -PacketSize $sizes).Count | Should -Be 3
    }

    It 'accepts mixes: by name, as text, as pktgen''s text, as a table' {
        (Get-LineRate 10000 -PacketSize IMIX, '60:7,590:4,1514:1', '60,7 590,4 1514,1', @{ 60 = 7; 590 = 4; 1514 = 1 }).Pps | Should -Be (@(3273679) * 4)
        (Get-LineRate 10000 -PacketSize Rfc2544).PacketSize | Should -Be 60, 124, 252, 508, 1020, 1276, 1514
    }

    It 'compares a measurement with the speed given' {
        $m = Invoke-UdpFlood -RatePps 20000 -Count 500 -Port (Get-OwnPort) | Measure-Sink -ReceiveBuffer 4000000
        $rate = $m | Get-LineRate -SpeedMbps 10000
        $rate.SinkPps | Should -Be $m.Pps
        $rate.FloodPps | Should -Be $m.Flood.Pps
        [math]::Abs($rate.SinkPercent - 100 * $m.Pps * 84 * 8 / 1e10) | Should -BeLessThan 1e-9
    }

    It 'says what to do for an interface without a speed' {
        $failure = Get-FirstError { Get-LineRate -Interface lo }
        $failure.FullyQualifiedErrorId | Should -BeLike 'NotSupported.SpeedMbps,*'
        $failure.CategoryInfo.Category | Should -Be 'NotImplemented'
        "$failure" | Should -Match 'lo of local has no speed.*-SpeedMbps'
    }

    It 'is a row of a table at 80 and at 120 columns, and a list' {
        $rate = Get-LineRate 10000 -PacketSize 60, Imix
        $rate | Out-String -Width 80 | Should -Match 'Mbit/s\s+Size\s+Pps\s+ns/packet\s+Payload Mbit/s\s+Flood %\s+Sink %'
        $rate | Out-String -Width 120 | Should -Match '10000\s+60\s+14,880,952\s+67\.2\s+2,142\.9\s[\s\S]*3,273,679\s+305\.5\s+8,271\.5\s+Imix'
        $rate[0] | Format-List | Out-String | Should -Match 'WireSize\s+: 84'
    }
}
