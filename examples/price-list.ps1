#Requires -Version 7.4

<#
.SYNOPSIS
    What each receive method and option costs a packet on this machine, in nanoseconds of the sink's CPU.
.DESCRIPTION
    A sweep over methods and options, in blocks of random order, each compared with plain recvmsg: "+n ns" with the ends of
    the 95 % interval. Options are what servers ask of the kernel for each packet: its TTL, its destination, a time stamp, its
    source, a vector of buffers; -Discard shows what the copy of the payload costs, the header check what checking costs, -Gro
    what it saves that 32 packets are received as one.
    Over loopback; needs no privilege. Runs in pwsh and in udplab-shell.
.PARAMETER Repeat
    Measurements of each row. With fewer than 4 nothing can be decided at 95 %.
.PARAMETER Duration
    Duration of each flood in seconds.
.PARAMETER PayloadSize
    Payload of each packet in bytes: the copy costs more the longer it is.
.OUTPUTS
    One object a row: Row, CpuNsPerPacket (median), Nanoseconds more or less than plain recvmsg, Low and High (95 %), Verdict.
.EXAMPLE
    ./examples/price-list.ps1
.EXAMPLE
    ./examples/price-list.ps1 -Repeat 10 -Duration 2 -PayloadSize 1400
#>
[CmdletBinding()]
param(
    [ValidateRange(2, 1000)]
    [int] $Repeat = 4,

    [ValidateRange(0.1, 60)]
    [double] $Duration = 0.5,

    [ValidateRange(18, 65507)]
    [int] $PayloadSize = 18
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$rows = [ordered] @{
    'recvmsg' = @{ Method = 'Recvmsg'; NoCheck = $true }
    'recvmsg, header check' = @{ Method = 'Recvmsg' }
    'recvmsg -Discard' = @{ Method = 'Recvmsg'; NoCheck = $true; Discard = $true }
    'recvmsg -Ttl' = @{ Method = 'Recvmsg'; NoCheck = $true; Ttl = $true }
    'recvmsg -PacketInfo' = @{ Method = 'Recvmsg'; NoCheck = $true; PacketInfo = $true }
    'recvmsg -Timestamp' = @{ Method = 'Recvmsg'; NoCheck = $true; Timestamp = $true }
    'recvmsg -CheckSender' = @{ Method = 'Recvmsg'; NoCheck = $true; CheckSender = '127.0.0.1' }
    'recvmsg -Segments 16' = @{ Method = 'Recvmsg'; NoCheck = $true; Segments = 16 }
    'recvmsg -Gro, of 32' = @{ Method = 'Recvmsg'; NoCheck = $true; Gro = $true }
    'recv' = @{ Method = 'Recv'; NoCheck = $true }
    'read' = @{ Method = 'Read'; NoCheck = $true }
    'recvmmsg 8' = @{ Method = 'Recvmmsg'; NoCheck = $true; Batch = 8 }
    'recvmmsg 32' = @{ Method = 'Recvmmsg'; NoCheck = $true; Batch = 32 }
    'recvmmsg 128' = @{ Method = 'Recvmmsg'; NoCheck = $true; Batch = 128 }
    'epoll 32' = @{ Method = 'Epoll'; NoCheck = $true; Batch = 32 }
    'io_uring 32' = @{ Method = 'IoUring'; NoCheck = $true; Batch = 32 }
    'io_uring multishot 64' = @{ Method = 'IoUringMultishot'; NoCheck = $true; Batch = 64 }
    'recvmmsg 32 -Discard' = @{ Method = 'Recvmmsg'; NoCheck = $true; Batch = 32; Discard = $true }
}
$differs = 'Method', 'Batch', 'Discard', 'Segments', 'Ttl', 'PacketInfo', 'Timestamp', 'CheckSender', 'Check', 'Gro', 'Gso', 'Burst'
$flood = @{ Duration = $Duration; PayloadSize = $PayloadSize }

# Over loopback only a flood with -Gso makes what a card's packets become by GRO: one datagram of many packets.
$segments = 32
if ($segments * $PayloadSize -gt 65507) {
    $rows.Remove('recvmsg -Gro, of 32')
}

Invoke-LabSweep @{ Row = @($rows.Keys) } -Repeat $Repeat {
    $sink = $rows[$Row]
    $bundles = if ($sink.Gro) { @{ Gso = $segments } } else { @{} }
    Invoke-UdpFlood @flood @bundles | Measure-Sink @sink
} | Compare-SinkMeasurement -By Row -Baseline 'recvmsg' -Metric CpuNsPerPacket -AllowDifference $differs | ForEach-Object {
    $base = $_.BaselineMedian
    [pscustomobject] @{
        Row = $_.Candidate
        CpuNsPerPacket = [long] $_.CandidateMedian
        Nanoseconds = if ($null -ne $_.Ratio) { '{0:+0;-0;0}' -f (($_.Ratio - 1) * $base) }
        Low = if ($null -ne $_.Low) { [long] (($_.Low - 1) * $base) }
        High = if ($null -ne $_.High) { [long] (($_.High - 1) * $base) }
        Verdict = $_.Verdict
    }
}
