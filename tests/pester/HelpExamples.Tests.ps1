BeforeDiscovery {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab

    # The examples of docs/cmdlets that pwsh is needed for; tests/UdpLab.Tests/Modules/HelpExampleTests.cs runs the others.
    $script:pages = foreach ($file in Get-ChildItem (Get-RepositoryPath 'docs/cmdlets') -Filter *-*.md) {
        $text = ((Get-Content $file -Raw) -split '\n## Examples\n')[1] -split '\n## Parameters\n' | Select-Object -First 1
        $examples = foreach ($part in $text -split '\n### ' | Select-Object -Skip 1) {
            $blocks = [regex]::Matches($part, '(?ms)^```(?<language>[a-z]+)(?: needs=(?<needs>[a-z,]+))?\n(?<text>.*?)\n```$')
            $needs = @($blocks | ForEach-Object { $_.Groups['needs'].Value -split ',' } | Where-Object { $_ })
            if (-not ($needs | Where-Object { $_ -notin 'root', 'perf', 'traffic' })) {
                @{
                    Title  = ($part -split '\n')[0]
                    Needs  = $needs
                    Code   = ($blocks | Where-Object { $_.Groups['language'].Value -eq 'powershell' } | ForEach-Object { $_.Groups['text'].Value }) -join "`n"
                    Table  = [regex]::Match($part, '(?m)^(?<header>\S.*)\n-[- ]+$').Groups['header'].Value
                    Error  = $part -match '(?m)^```text\n[A-Z][a-z]+-[A-Za-z]+: '
                    Given  = [regex]::Match($part, '(?m)^<!-- given: (.*) -->$').Groups[1].Value
                    Finish = [regex]::Match($part, '(?m)^<!-- afterwards: (.*) -->$').Groups[1].Value
                }
            }
        }

        if ($examples) {
            @{ Name = $file.BaseName; Examples = @($examples) }
        }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $script:folder = New-Item (Join-Path ([System.IO.Path]::GetTempPath()) "udplab-help-$PID") -ItemType Directory
    Push-Location $folder
    $script:stateBefore = $env:UDPLAB_STATE
    $env:UDPLAB_STATE = Join-Path $folder 'state'

    # The files that examples read.
    $data = Get-RepositoryPath 'tests/UdpLab.Core.Tests/data/perf'
    Copy-Item "$data/6.1-script-default.txt" before.script
    'after.script', 'sink.script' | ForEach-Object { Copy-Item "$data/6.18-script-default.txt" $_ }
    Copy-Item "$data/6.18-report-nochildren.txt" report.txt
    Invoke-UdpFlood -Duration 0.05 | Measure-Sink Recvmsg, Recvmmsg -Repeat 2 | Export-LabResult night.jsonl
    Invoke-LabSweep @{ RssQueues = 1, 2; Kernel = 'old', 'new' } { Invoke-UdpFlood -Duration 0.05 | Measure-Sink } | Export-LabReport report.html
    'run', 'before', 'after', 'results', 'lab-1', 'lab-2' | ForEach-Object { Copy-Item night.jsonl "$_.jsonl" }
    Export-PerfProfile before.folded before.script
    'after.folded', 'sink.folded' | ForEach-Object { Export-PerfProfile $_ after.script }
    $script:hasPerf = (Test-Root) -and (Get-Command perf -ErrorAction Ignore)
    if ($hasPerf) {
        $null = Invoke-PerfCapture -AllCpus -Duration 0.2 -Path perf.data
    }

    # Ports that examples use, and free ones to use instead.
    $script:ports = @{}
    5001, 5300, 7000, 11111 | ForEach-Object { $ports[$_] = Get-OwnPort }

    # The examples take seconds to be worth reading; here less will do.
    function Get-Quick {
        param([string] $Code)
        foreach ($port in $ports.Keys) {
            $Code = $Code -replace "\b$port\b", $ports[$port]
        }

        $Code -replace '(-Duration|-StepSeconds) [\d.]+', '$1 0.1' -replace '(-Settle) \d+', '$1 0' -replace '(-Repeat) \d+', '$1 2' -replace
            'Invoke-UdpFlood(?![^|}\n]*-(Duration|StepSeconds|Count)\b)', '$0 -Duration 0.05'
    }

    $script:quick = @{
        'Measure-UdpSocket:Duration' = 0.3; 'Find-UdpThroughput:TrialDuration' = 0.05; 'Find-UdpThroughput:DurationSum' = 0.05; 'Find-UdpThroughput:MaximumSeconds' = 0.5
    }
}

AfterAll {
    Pop-Location
    $env:UDPLAB_STATE = $stateBefore
    Remove-Item $folder -Recurse
}

Describe 'Examples of <Name>' -ForEach $pages {
    It 'run as they are printed' {
        $PSDefaultParameterValues = $quick
        $traffic = @(if ($Examples.Needs -contains 'traffic') { 5300, 7000 | ForEach-Object { Start-OutsideTraffic -Port $ports[$_] } })
        foreach ($example in $Examples) {
            if (($example.Needs -contains 'root' -and -not (Test-Root)) -or ($example.Needs -contains 'perf' -and -not $hasPerf)) {
                continue
            }

            $ErrorActionPreference = 'Stop'
            . ([scriptblock]::Create((Get-Quick $example.Given)))
            $run = [scriptblock]::Create((Get-Quick $example.Code))
            if ($example.Error) {
                { . $run } | Should -Throw -Because $example.Title
            }
            else {
                # As at a prompt, where each command has its own table: what Format-* made is shown apart.
                $formatted, $objects = @(. $run).Where({ $null -ne $_ -and $_.GetType().Namespace -like '*.Internal.Format' }, 'Split')
                $shown = ($objects | Out-String -Width 160) + ($formatted | Out-String -Width 160)
                foreach ($column in $example.Table -split '\s+' | Where-Object { $_ -and $shown.Trim() }) {
                    $shown | Should -Match ([regex]::Escape($column)) -Because $example.Title
                }
            }

            . ([scriptblock]::Create((Get-Quick $example.Finish)))
        }

        $traffic | ForEach-Object { $_.Dispose() }
    }
}
