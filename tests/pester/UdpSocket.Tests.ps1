BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'Get-UdpSocket' {
    BeforeAll {
        $script:client = [System.Net.Sockets.UdpClient]::new([System.Net.IPEndPoint]::new([System.Net.IPAddress]::Loopback, 0))
        $script:port = $client.Client.LocalEndPoint.Port
    }

    AfterAll { $client.Dispose() }

    It 'has the sockets of this process' {
        $socket = Get-UdpSocket $port
        $socket.ProcessId | Should -Be $PID
        $socket.Address | Should -Be '127.0.0.1'
        $socket.ReceiveBuffer | Should -BeGreaterThan 0
        (Get-UdpSocket -ProcessId $PID).Port | Should -Contain $port
        (Get-UdpSocket -Process $socket.Process).Port | Should -Contain $port
    }

    It 'takes hosts from the pipeline, by name, and a list of ports' {
        (Get-LabHost local | Get-UdpSocket $port).Port | Should -Be $port
        (Get-UdpSocket $port, $port -LabHost local).Port | Should -Be $port
    }

    It 'says which port has no socket' {
        { Get-UdpSocket 1 -ErrorAction Stop } | Should -Throw -ErrorId 'NotFound.Port,UdpLab.Commands.GetUdpSocketCommand' -ExpectedMessage '*no UDP socket of this port*'
    }

    It 'fits in 80 columns' {
        $lines = (Get-UdpSocket $port | Out-String -Width 80) -split '\r?\n' | Where-Object { $_ }
        $lines.Count | Should -Be 3
        $lines[2] | Should -Match "$port"
    }

    It 'is text for Export-Csv and a line of JSON' {
        (Get-UdpSocket $port | ConvertTo-Csv | ConvertFrom-Csv).Port | Should -Be $port
        $file = Join-Path $TestDrive 'sockets.jsonl'
        Get-UdpSocket $port | Export-LabResult $file
        (Import-LabResult $file).Inode | Should -Be (Get-UdpSocket $port).Inode
    }
}
