BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'Agents between cmdlets' {
    It 'wait for the next one' {
        $null = Invoke-UdpFlood -RatePps 20000 -Count 100 -Port (Get-OwnPort) | Measure-Sink -ReceiveBuffer 4000000
        $first = Get-Agent
        $null = Invoke-UdpFlood -RatePps 20000 -Count 100 -Port (Get-OwnPort) | Measure-Sink -ReceiveBuffer 4000000
        $first.Count | Should -Be 2
        Get-Agent | Should -Be $first
        Get-Agent -Working | Should -BeNullOrEmpty
    }

    It 'end with Remove-Module' {
        $text = Invoke-NewPwsh "`$null = Invoke-UdpFlood -RatePps 20000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000; 'waiting=' + @(pgrep -P `$PID -x udplab-agent).Count; Remove-Module UdpLab; 'left=' + @(pgrep -P `$PID -x udplab-agent).Count"
        $text | Should -Match 'waiting=2'
        $text | Should -Match 'left=0'
    }

    It 'end with the session' {
        $text = Invoke-NewPwsh "`$null = Invoke-UdpFlood -RatePps 20000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000; 'agents ' + (@(pgrep -P `$PID -x udplab-agent) -join ' ')"
        $text | Should -Match 'agents \d+ \d+'
        $agents = [int[]] ([regex]::Match($text, 'agents ([\d ]+)').Groups[1].Value.Trim() -split ' ')
        $agents | Where-Object { Test-Running $_ } | Should -BeNullOrEmpty
    }

    It 'end with a killed session' {
        $process = Start-NewPwsh "`$null = Invoke-UdpFlood -RatePps 20000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000; 'measured'; Start-Sleep 60"
        try {
            $process.StandardOutput.ReadLine() | Should -Be 'measured'
            $agents = Get-Agent $process.Id
            $agents.Count | Should -Be 2
        }
        finally {
            $process.Kill()
        }

        Wait-Until { -not ($agents | Where-Object { Test-Running $_ }) } -Seconds 10 | Should -BeTrue
    }
}
