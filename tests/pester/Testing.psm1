<#
.SYNOPSIS
    Helpers of UdpLab's Pester tests.
#>
$script:Repository = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")

# Ports already used: the kernel may offer one again.
$script:Ports = @{}

<#
.SYNOPSIS
    Path of a file of the repository.
#>
function Get-RepositoryPath {
    param([string] $Child = '')
    [System.IO.Path]::Combine($script:Repository, $Child)
}

<#
.SYNOPSIS
    Imports the module built in this repository.
#>
function Import-UdpLab {
    Import-Module (Get-RepositoryPath 'UdpLab.psd1') -Global
}

<#
.SYNOPSIS
    A free UDP port, a different one each time: other tests on this machine flood port 9.
#>
function Get-OwnPort {
    do {
        $client = [System.Net.Sockets.UdpClient]::new(0)
        $port = $client.Client.LocalEndPoint.Port
        $client.Dispose()
    } while ($script:Ports.ContainsKey($port))
    $script:Ports[$port] = $true
    $port
}

<#
.SYNOPSIS
    Whether this process is root.
#>
function Test-Root {
    [int](id -u) -eq 0
}

<#
.SYNOPSIS
    Skips the running test, with the reason, if this is not root.
#>
function Skip-WithoutRoot {
    if (-not (Test-Root)) {
        Set-ItResult -Skipped -Because 'it needs root, as testbeds and XDP do'
    }
}

<#
.SYNOPSIS
    The first error record of a script block, terminating or not; nothing if there is none.
#>
function Get-FirstError {
    param([scriptblock] $ScriptBlock)
    try {
        & $ScriptBlock 2>&1 3>$null | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Select-Object -First 1
    }
    catch {
        $_
    }
}

<#
.SYNOPSIS
    Runs a script block in a separate runspace and returns its PowerShell.
#>
function Start-Aside {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Test code: there is nothing to confirm.')]
    param([scriptblock] $ScriptBlock, [hashtable] $Parameter = @{})
    $shell = [powershell]::Create()
    $null = $shell.AddScript($ScriptBlock).AddParameters($Parameter)
    $null = $shell.BeginInvoke()
    $shell
}

<#
.SYNOPSIS
    Sends small datagrams without a pktgen header to a port of this machine, from another runspace, until it is disposed.
#>
function Start-OutsideTraffic {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Test code: there is nothing to confirm.')]
    param([int] $Port)
    Start-Aside -Parameter @{ Port = $Port } {
        param($Port)
        $client = [System.Net.Sockets.UdpClient]::new()
        $payload = [byte[]]::new(18)
        while ($true) {
            try {
                $null = $client.Send($payload, $payload.Length, '127.0.0.1', $Port)
            }
            catch [System.Net.Sockets.SocketException] {
                # No socket listens yet.
                $null = $_
            }

            [System.Threading.Thread]::Sleep(1)
        }
    }
}

<#
.SYNOPSIS
    Runs commands in a new pwsh with the module imported; returns its output and errors as text.
#>
function Invoke-NewPwsh {
    param([string] $Command, [switch] $AsNobody)
    $arguments = @('-NoProfile', '-NonInteractive', '-Command', "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$(Get-RepositoryPath 'UdpLab.psd1')'; $Command")
    if ($AsNobody) {
        # HOME must be a folder that any user may use.
        setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/tmp POWERSHELL_TELEMETRY_OPTOUT=1 pwsh @arguments 2>&1 | Out-String
    }
    else {
        pwsh @arguments 2>&1 | Out-String
    }
}

<#
.SYNOPSIS
    Starts a pwsh that imports the module and runs commands, and returns its process.
#>
function Start-NewPwsh {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Test code: there is nothing to confirm.')]
    param([string] $Command)
    $start = [System.Diagnostics.ProcessStartInfo]::new('pwsh')
    foreach ($argument in '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$(Get-RepositoryPath 'UdpLab.psd1')'; $Command") {
        $start.ArgumentList.Add($argument)
    }

    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    [System.Diagnostics.Process]::Start($start)
}

<#
.SYNOPSIS
    Process ids of the agents that a process started; those that wait for the session's next cmdlet do no work.
#>
function Get-Agent {
    param([int] $ParentId = $PID, [switch] $Working)
    @(pgrep -P $ParentId -x udplab-agent | ForEach-Object { [int] $_ } |
            Where-Object { -not $Working -or (Get-Content "/proc/$_/task/*/comm" -ErrorAction Ignore) -match '^(flood|sink|pktgen|perf)' })
}

<#
.SYNOPSIS
    Whether a process is running and not a zombie.
#>
function Test-Running {
    param([int] $Id)
    try {
        $stat = [System.IO.File]::ReadAllText("/proc/$Id/stat")
        $stat.Substring($stat.LastIndexOf(')') + 2, 1) -ne 'Z'
    }
    catch [System.IO.IOException] {
        $false
    }
}

<#
.SYNOPSIS
    Waits until a condition is true; returns whether it was in time.
#>
function Wait-Until {
    param([scriptblock] $Condition, [double] $Seconds = 60)
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($watch.Elapsed.TotalSeconds -gt $Seconds) {
            return $false
        }

        Start-Sleep -Milliseconds 50
    }

    $true
}

<#
.SYNOPSIS
    The hosted shell's newest build; nothing if there is none.
#>
function Get-HostedShell {
    Get-ChildItem (Get-RepositoryPath 'src/UdpLab.Shell/bin') -Recurse -Filter udplab-shell -File -ErrorAction Ignore |
        Sort-Object LastWriteTime -Descending | Select-Object -First 1 -ExpandProperty FullName
}

<#
.SYNOPSIS
    Parameters of a command without the common ones.
#>
function Get-OwnParameter {
    param([string] $Command)
    (Get-Command $Command).Parameters.Values |
        Where-Object { $_.Name -notin [System.Management.Automation.PSCmdlet]::CommonParameters }
}

<#
.SYNOPSIS
    PSScriptAnalyzer's findings in a script. Version 1.25 sometimes fails with a NullReferenceException, so it is run again.
#>
function Get-ScriptFinding {
    param([string] $Path)
    for ($attempt = 1; ; $attempt++) {
        try {
            return Invoke-ScriptAnalyzer -Path $Path -ErrorAction Stop
        }
        catch [System.NullReferenceException] {
            if ($attempt -eq 5) {
                throw
            }
        }
    }
}

Export-ModuleMember -Function *
