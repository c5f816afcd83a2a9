BeforeDiscovery {
    Import-Module "$PSScriptRoot/Testing.psm1"
    $script:runbooks = Get-ChildItem (Get-RepositoryPath 'examples/pktgen') -Filter *.ps1 | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $script:root = Test-Root
    $script:folder = Get-RepositoryPath 'examples/pktgen'
    $script:homeBefore = $env:HOME
    $script:generator = "pktgen-gen-$PID"
    $script:receiver = "pktgen-dut-$PID"

    function Invoke-Guest {
        param([string] $Guest, [string] $Command)
        timeout 40 bash (Get-RepositoryPath 'tests/lab/guests.sh') ssh $lab $Guest $Command
    }

    # The pktgen devices, as the kernel lists them.
    function Get-Left {
        Invoke-Guest gen 'ls /proc/net/pktgen 2>/dev/null' | Where-Object { $_ -notmatch '^(pgctrl|kpktgend_\d+)$' }
    }

    # A program, independent of UdpLab, that prints source address and port of every packet to port 9 on the cable. It ends when no
    # more arrive for a second, or after half a minute.
    function Start-Witness {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Test code: there is nothing to confirm.')]
        param()
        Invoke-Guest dut 'setsid /tmp/witness </dev/null >/tmp/seen 2>&1 & while ! grep -q ready /tmp/seen; do sleep 0.05; done'
    }

    function Get-Witnessed {
        Invoke-Guest dut 'while pidof witness >/dev/null; do sleep 0.1; done; cat /tmp/seen' | Where-Object { $_ -ne 'ready' }
    }

    # A separate sink: there is no flood upstream of one that receives from Start-Pktgen.
    function Start-SinkAside {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Test code: there is nothing to confirm.')]
        param([long] $Packets)
        $shell = [powershell]::Create().AddScript({
                Import-Module $args[0]
                Measure-Sink -LabHost $args[1] -Count $args[2] -ReceiveBuffer 16000000 -Timeout 20
            }).AddArgument((Get-RepositoryPath 'UdpLab.psd1')).AddArgument($receiver).AddArgument($Packets)
        $aside = @{ Shell = $shell; Result = $shell.BeginInvoke() }
        Wait-Until { Invoke-Guest dut 'grep ":0009 " /proc/net/udp' } | Should -BeTrue
        $aside
    }

    function Receive-SinkAside {
        param($Aside)
        $Aside.Shell.EndInvoke($Aside.Result)
        $Aside.Shell.Dispose()
    }

    # To the dut's interface, with a buffer large enough for all packets.
    $script:to = @{ LabHost = $generator; Interface = 'test0' }
    $script:target = @{ Destination = '10.77.0.2'; DestinationMac = '52:54:00:01:00:02' }
    $script:sink = @{ LabHost = $receiver; Interface = 'test0'; ReceiveBuffer = 16000000 }

    if ($root) {
        $script:lab = Join-Path ([System.IO.Path]::GetTempPath()) "udplab-pktgen-examples-$PID"
        $null = New-Item "$lab-home/.ssh" -ItemType Directory
        $null = bash (Get-RepositoryPath 'tests/lab/guests.sh') start $lab pair
        $guests = Get-Content "$lab/env" -Raw | ConvertFrom-StringData
        Copy-Item $guests.KNOWN_HOSTS "$lab-home/.ssh/known_hosts"
        $env:HOME = "$lab-home"
        $null = Connect-LabHost "root@127.0.0.1:$($guests.PORT_GEN)", "root@127.0.0.1:$($guests.PORT_DUT)" -Name $generator, $receiver -KeyFilePath $guests.KEY -ErrorAction Stop
        $env:HOME = $homeBefore

        Set-Content "$lab/witness.c" @'
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    unsigned char p[2048];
    int size = 1 << 25, wait = 30000;
    struct pollfd s = { socket(AF_PACKET, SOCK_DGRAM, 0), POLLIN, 0 };
    struct sockaddr_ll cable = { .sll_family = AF_PACKET, .sll_protocol = htons(ETHERTYPE_IP), .sll_ifindex = if_nametoindex("test0") };

    alarm(30);
    setsockopt(s.fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
    bind(s.fd, (struct sockaddr *)&cable, sizeof(cable));
    puts("ready");
    fflush(stdout);
    while (poll(&s, 1, wait) > 0) {
        if (recv(s.fd, p, sizeof(p), 0) < 28 || p[9] != IPPROTO_UDP || p[22] * 256 + p[23] != 9)
            continue;
        wait = 1000;
        printf("%d.%d.%d.%d %d\n", p[12], p[13], p[14], p[15], p[20] * 256 + p[21]);
    }
    return 0;
}
'@
        gcc -static -O1 -o "$lab/witness" "$lab/witness.c"
        sh -c "ssh -F none -o BatchMode=yes -o UserKnownHostsFile='$($guests.KNOWN_HOSTS)' -i '$($guests.KEY)' -p $($guests.PORT_DUT) root@127.0.0.1 'cat >/tmp/witness; chmod +x /tmp/witness' <'$lab/witness'"
        $LASTEXITCODE | Should -Be 0
    }
}

AfterAll {
    $env:HOME = $homeBefore
    if ($root) {
        Get-LabHost $generator, $receiver -ErrorAction Ignore | Disconnect-LabHost
        bash (Get-RepositoryPath 'tests/lab/guests.sh') stop $lab
        Remove-Item "$lab-home" -Recurse -Force -ErrorAction Ignore
    }
}

Describe 'pktgen''s samples' {
    It 'each have a script, and all are in the table' {
        $table = Get-Content "$folder/README.md" -Raw
        foreach ($sample in 1..6 | ForEach-Object { "pktgen_sample0$_" }) {
            Get-ChildItem $folder -Filter "$($sample[-2..-1] -join '')-*.ps1" | Should -HaveCount 1
            $table | Should -Match "\| ``.*$sample"
        }

        foreach ($name in (Get-ChildItem $folder -Filter *.ps1).Name) {
            $table | Should -Match ([regex]::Escape("[$name]($name)"))
        }
    }

    It '<Name> has help: synopsis, description, every parameter, an example' -ForEach $runbooks {
        $help = Get-Help $Path -Full
        $help.Synopsis | Should -Match '\.sh: '
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.examples.example | Should -Not -BeNullOrEmpty
        $help.parameters.parameter.name | Should -Contain 'Interface'
        $help.parameters.parameter | Where-Object { -not $_.description.Text } | Should -BeNullOrEmpty
    }

    It '<_> in the table is a line that PowerShell and the cmdlets understand' -ForEach 'README.md' {
        $lines = [regex]::Matches((Get-Content "$folder/$_" -Raw), '`((?:Invoke-UdpFlood|Add-PktgenDevice|Get-PktgenDevice|Start-Pktgen|Remove-PktgenDevice) [^`]+)`').ForEach({ $_.Groups[1].Value -replace '\\\|', '|' })
        $lines.Count | Should -BeGreaterThan 8
        foreach ($line in $lines) {
            $errors = $null
            $script = [System.Management.Automation.Language.Parser]::ParseInput($line, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            foreach ($command in $script.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -match 'Pktgen|Udp' }, $true)) {
                $parameters = (Get-Command $command.GetCommandName()).Parameters.Keys
                $command.CommandElements.Where({ $_ -is [System.Management.Automation.Language.CommandParameterAst] }).ParameterName | Where-Object { $_ -notin $parameters } | Should -BeNullOrEmpty -Because $line
            }
        }
    }
}

Describe 'A script' {
    BeforeEach {
        if (-not $root) {
            Set-ItResult -Skipped -Because 'it needs root: tests/lab/guests.sh starts two machines for it'
        }
    }

    AfterEach {
        if ($root) {
            Get-Left | Should -BeNullOrEmpty
        }
    }

    It '01 sends from 100 random source ports' {
        Start-Witness
        $m = & "$folder/01-simple.ps1" @to -Count 2000 | Measure-Sink @sink
        $m.Flood.Sent, $m.Packets, $m.Ledger.Unexplained | Should -Be 2000, 2000, 0
        $m.Flood.Threads, $m.Flood.Flows | Should -Be 1, 100
        $m.Latency | Should -BeNullOrEmpty
        $seen = Get-Witnessed
        $seen.Count | Should -Be 2000
        $ports = $seen | Group-Object
        $ports.Count | Should -BeGreaterThan 90
        $ports.Count | Should -BeLessOrEqual 100
        ($ports | Measure-Object Count -Maximum).Maximum | Should -BeGreaterThan 20 -Because 'random ports do not occur equally often'
    }

    It '01 gives an error, and sends nothing, without a destination' {
        (Get-FirstError { & "$folder/01-simple.ps1" @to -Count 10 }).FullyQualifiedErrorId | Should -Match 'Destination'
    }

    It '02 sends from a device on each thread, and returns the devices' {
        $aside = Start-SinkAside 2000
        $devices = & "$folder/02-multiqueue.ps1" @to @target -Thread 0, 1 -Count 1000
        $m = Receive-SinkAside $aside
        $devices.Name | Should -Be 'test0@0', 'test0@1'
        $devices.Thread | Should -Be 0, 1
        $devices.Sent | Should -Be 1000, 1000
        $devices.State | Should -Be 'Completed', 'Completed'
        $devices[0].PSObject.TypeNames | Should -Contain 'UdpLab.PktgenDevice'
        $devices[0].Flag | Should -Contain 'QUEUE_MAP_CPU'
        $m.Packets | Should -Be 2000
    }

    It '03 sends bursts of one flow, by count or by duration' {
        Start-Witness
        $m = & "$folder/03-burst-single-flow.ps1" @to -Count 2000 | Measure-Sink @sink
        $m.Flood.Sent | Should -BeIn (2000..2031)
        $m.Packets, $m.Ledger.Unexplained | Should -Be $m.Flood.Sent, 0
        Get-Witnessed | Select-Object -Unique | Should -HaveCount 1
        $timed = & "$folder/03-burst-single-flow.ps1" @to @target -Duration 0.3
        $timed.State | Should -Be 'Completed'
        $timed.Sent | Should -BeGreaterThan 0
    }

    It '04 sends one flow per source, a few packets of each back to back' {
        Start-Witness
        $m = & "$folder/04-many-flows.ps1" @to -Source 198.18.0.0/26 -FlowLength 10 -Count 2000 -WarningAction SilentlyContinue | Measure-Sink @sink
        $m.Flood.Sent, $m.Packets, $m.Ledger.Unexplained | Should -Be 2000, 2000, 0
        $seen = Get-Witnessed
        $seen | Select-Object -Unique | Should -HaveCount 64
        $changes = (1..1999).Where({ $seen[$_] -ne $seen[$_ - 1] }).Count
        $changes | Should -Be 199 -Because '2000 packets are 200 trains of 10'
    }

    It '04 differs from the sample, which sends as many flows as packets' {
        Start-Witness
        $null = Invoke-UdpFlood @to @target -Backend Pktgen -Threads 1 -Count 1000 -Pktgen @{ Flows = 50; FlowLength = 10; Source = '198.18.0.0/15'; Flag = 'FLOW_SEQ', 'IPSRC_RND', 'NO_TIMESTAMP' }
        (Get-Witnessed | Sort-Object -Unique).Count | Should -BeGreaterThan 900
    }

    It '05 sends one flow per thread, each from its own address' {
        $aside = Start-SinkAside 2000
        Start-Witness
        $devices = & "$folder/05-flow-per-thread.ps1" @to @target -Thread 0, 1 -Count 1000 -Burst 8
        $m = Receive-SinkAside $aside
        $devices.Sent | ForEach-Object { $_ | Should -BeIn (1000..1007) }
        $m.Packets | Should -BeIn (2000..2014)
        Get-Witnessed | ForEach-Object { ($_ -split ' ')[0] } | Sort-Object -Unique | Should -Be '198.18.1.1', '198.18.2.1'
    }

    It '05 does not touch devices of others' {
        Add-PktgenDevice test0@other -LabHost $generator
        (Get-FirstError { & "$folder/05-flow-per-thread.ps1" @to @target -Count 10 }).Exception.Message | Should -Match 'already has devices'
        Get-Left | Should -Be 'test0@other'
        Remove-PktgenDevice test0@other -LabHost $generator
    }

    It '05 removes its devices after an error' {
        (Get-FirstError { & "$folder/05-flow-per-thread.ps1" @to @target -Thread 0, 300 }).Exception.Message | Should -Match '300'
    }

    It '05 removes its devices when it is stopped' {
        $shell = Start-Aside -Parameter @{ Path = "$folder/05-flow-per-thread.ps1"; More = $to + $target } { param($Path, $More) & $Path @More -Duration 60 }
        Wait-Until { Invoke-Guest gen 'grep -h "^Running: *test0" /proc/net/pktgen/kpktgend_*' } | Should -BeTrue
        $shell.Stop()
        $shell.Dispose()
        Wait-Until { -not (Get-Left) } | Should -BeTrue
    }

    It '06 sends with a thread on each CPU' {
        $m = & "$folder/06-numa-queues.ps1" @to -Threads 2 -Count 2000 | Measure-Sink @sink
        $m.Flood.Sent, $m.Packets, $m.Ledger.Unexplained | Should -Be 2000, 2000, 0
        $m.Flood.PerThread.Cpu | Should -Be 0, 1
        $m.Flood.PerThread.Sent | Should -Be 1000, 1000
    }

    It 'for netif_receive has its packets dropped by IP, since they are for another host' {
        # ip only shows the column if the number is not 0.
        $count = { [long](Invoke-Guest gen 'ip -s -s -j link show test0' | ConvertFrom-Json).stats64.rx.otherhost }
        $before = & $count
        $flood = & "$folder/bench-netif-receive.ps1" @to -Count 10000 -Burst 100
        $flood.Sent, $flood.State | Should -Be 10000, 'Completed'
        (& $count) - $before | Should -Be 10000
    }

    It 'for queue_xmit sends through the queueing discipline' {
        $count = { [long](Invoke-Guest gen 'tc -s qdisc show dev test0' | Select-String 'Sent \d+ bytes (\d+) pkt').Matches[0].Groups[1].Value }
        $before = & $count
        $m = & "$folder/bench-queue-xmit.ps1" @to -Count 2000 | Measure-Sink @sink
        $m.Flood.Sent, $m.Ledger.Unexplained | Should -Be 2000, 0
        $m.Packets + $m.Ledger.Losses | Should -Be 2000
        $m.Packets | Should -BeGreaterThan 0
        (& $count) - $before | Should -BeGreaterOrEqual $m.Packets
    }
}
