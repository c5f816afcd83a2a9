BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    if (Test-Root) {
        $script:bed = New-LabTestbed
        $script:traced = Invoke-UdpFlood -LabHost $bed.Generator -Backend Socket -Count 20000 |
            Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 2304 -Trace -Profile -ProfileSampler Agent
    }
}

AfterAll {
    if ($bed) {
        Remove-LabTestbed $bed.Name
    }
}

Describe 'Measure-Sink -Trace' {
    BeforeEach {
        Skip-WithoutRoot
    }

    It 'gives every loss a reason, and a burst' {
        $reasons = ($traced.Trace.Reasons | Measure-Object Packets -Sum).Sum
        $reasons | Should -BeGreaterThan 0
        ($traced.Trace.Bursts | Measure-Object Lost -Sum).Sum | Should -Be $reasons
        ($traced.Trace.Slots | Measure-Object Lost -Sum).Sum | Should -Be $reasons
        ($traced.Trace.Slots | Measure-Object Received -Sum).Sum | Should -Be $traced.Ledger.Received
    }

    It 'explains a burst that is piped' {
        $burst = $traced.Trace.Bursts | Select-Object -First 1
        $cause = $burst | Get-UdpBottleneck | Select-Object -First 1
        $samples = $traced.Profile.GetSpan($burst.Seconds, $burst.Length).Samples
        $burst.Profile.Samples | Should -Be $samples
        $cause.Evidence -match 'sample' | Should -Not -BeNullOrEmpty
        $cause.Title | Should -Match 'packets were lost in'
        $cause.Fix | Should -Match '^# '
    }

    It 'shows <_>s as a table of at most 80 columns' -ForEach 'Slot', 'Burst' {
        $text = $traced.Trace."$($_)s" | Select-Object -First 3 | Format-Table | Out-String -Width 80
        $text | Should -Match 'Seconds +.*Lost'
        ($text -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'is a list without its columns' {
        $text = $traced.Trace | Out-String -Width 120
        $text | Should -Match 'Reasons +: \{SOCKET_RCVBUFF'
        $text | Should -Match 'Bursts'
        $text | Should -Not -Match 'Axis|Slots'
    }

    It 'survives a result file' {
        $file = "$TestDrive/traced.jsonl"
        $traced | Export-LabResult $file
        $again = Import-LabResult $file
        $again.Trace.Bursts.Count | Should -Be $traced.Trace.Bursts.Count
        $again.Trace.Bursts[0].Profile.Samples | Should -Be $traced.Trace.Bursts[0].Profile.Samples
        ($again.Trace.Slots | Measure-Object Lost -Sum).Sum | Should -Be ($traced.Trace.Slots | Measure-Object Lost -Sum).Sum
    }
}
