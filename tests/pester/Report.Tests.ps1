BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $port = Get-OwnPort
    $script:all = Invoke-LabSweep ([ordered] @{ Count = 200, 400; Method = 'Recvmsg', 'Recvmmsg' }) -Repeat 2 -Seed 3 {
        Invoke-UdpFlood -Port $port -RatePps 20000 -Count $Count | Measure-Sink -Port $port -Method $Method -ReceiveBuffer 4000000
    }
}

Describe 'Export-LabReport' {
    It 'holds what it shows' {
        $file = $all | Export-LabReport TestDrive:/r.html -Title 'Methods' -Question 'Which one?' -Author 'me' -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        $page = Get-Content TestDrive:/r.html -Raw
        foreach ($text in 'Methods', 'Which one?', '8 of 8 runs measured', 'seed 3', 'Where packets died', 'From generator to sink') {
            $page | Should -BeLike "*$text*"
        }

        $read = Import-LabResult TestDrive:/r.html
        $read.Packets | Should -Be $all.Packets
        $read[0].PSTypeNames | Should -Be $all[0].PSTypeNames
        $read | Show-LabChart Packets -Width 80 -Plain | Should -Be ($all | Show-LabChart Packets -Width 80 -Plain)
    }

    It 'has the numbers of the table, the CSV and the JSON' {
        $all | Export-LabReport TestDrive:/n.html
        $all | Export-LabReport TestDrive:/n.md
        $all | Export-LabResult TestDrive:/n.csv
        $all | Export-LabResult TestDrive:/n.jsonl
        (Import-Csv TestDrive:/n.csv).Packets | Should -Be $all.Packets
        (Get-Content TestDrive:/n.jsonl | ConvertFrom-Json).Packets | Should -Be $all.Packets
        $sent = ($all.Ledger.Sent | Measure-Object -Sum).Sum.ToString('N0', [cultureinfo]::InvariantCulture)
        Get-Content TestDrive:/n.html -Raw | Should -BeLike "*<td>sent</td><td class=`"n`">$sent</td>*"
        Get-Content TestDrive:/n.md -Raw | Should -BeLike "* sent *$sent *"
    }

    It 'is text of 80 columns for a mailing list, and can be piped on' {
        $text = Invoke-NewPwsh "Import-LabResult '$((Resolve-Path (($all | Export-LabReport TestDrive:/t.html -PassThru).FullName)).ProviderPath)' | Export-LabReport /dev/stdout -Format Markdown"
        $text | Should -Match 'Count +Method +n +Pps'
        ($text -split 'Commands')[0] -split "`n" | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'is written again after each block' {
        $script:seen = @()
        Invoke-LabSweep @{ A = 1, 2 } -Repeat 3 {
            $script:seen += if (Test-Path TestDrive:/b.html) { @(Import-LabResult TestDrive:/b.html).Count } else { 0 }
            $all[0]
        } | Export-LabReport TestDrive:/b.html
        $seen[0..3] | Should -Be 0, 0, 2, 2
        @(Import-LabResult TestDrive:/b.html).Count | Should -Be 6
    }

    It 'refuses what is not there' {
        (Get-FirstError { $all | Export-LabReport TestDrive:/no/r.html }).FullyQualifiedErrorId | Should -Match '^NotFound\.Path,'
        (Get-FirstError { 1 | Export-LabReport TestDrive:/x.html }).FullyQualifiedErrorId | Should -Match '^InvalidArgument\.InputObject,'
        (Get-FirstError { $all[0] | Select-Object Packets | Export-LabReport TestDrive:/x.html }).FullyQualifiedErrorId | Should -Match '^InvalidArgument\.InputObject,'
        $all | Export-LabReport TestDrive:/x.html -WhatIf
        Test-Path TestDrive:/x.html | Should -BeFalse
    }

    It 'loads no assembly of charts before it is used' {
        $text = Invoke-NewPwsh "Invoke-UdpFlood -Port $(Get-OwnPort) -Count 100 | Measure-Sink | Export-LabResult '$((Resolve-Path TestDrive:/).ProviderPath)/l.jsonl'; `$null = Import-LabResult '$((Resolve-Path TestDrive:/).ProviderPath)/l.jsonl'; [System.AppDomain]::CurrentDomain.GetAssemblies().ForEach({ `$_.GetName().Name }) -match 'OxyPlot|Parquet|Perfolizer'; 'end'"
        $text.Trim() | Should -Be 'end'
    }

    It 'completes its formats' {
        (TabExpansion2 '$all | Export-LabReport r.html -Format ').CompletionMatches.CompletionText | Should -Be 'Html', 'Markdown'
    }
}
