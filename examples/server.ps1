#Requires -Version 7.4

<#
.SYNOPSIS
    What a UDP server of this machine receives, answers, loses and costs at increasing rates, without touching it.
.DESCRIPTION
    Floods a server at each of several rates with a payload of your own (a query), counts its answers, and measures its
    sockets and its process: packets delivered, drops, CPU time a packet, how full its queue was. Without -Port, a small
    server of this script's own that sends every packet back stands in for one. As root, packets are counted at the server's
    sockets by the kernel. Runs in pwsh and in udplab-shell.
.PARAMETER Port
    UDP port of a server on this machine.
.PARAMETER Payload
    What the packets carry: bytes, hexadecimal text, or a file. The default is a DNS query for the address of example.com.
.PARAMETER RatePps
    Rates in packets per second.
.PARAMETER Duration
    Duration of each flood in seconds.
.OUTPUTS
    PSCustomObject: one per rate.
.EXAMPLE
    ./examples/server.ps1 -Port 53
.EXAMPLE
    ./examples/server.ps1 -Port 53 -RatePps 10000, 20000, 40000 -Duration 5 | Export-Csv server.csv
#>
[CmdletBinding()]
param(
    [ValidateRange(0, 65535)]
    [int] $Port,

    [object] $Payload = '0001 0100 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0001',

    [ValidateRange(1, 1e9)]
    [double[]] $RatePps = @(2000, 10000, 50000),

    [ValidateRange(0.1, 60)]
    [double] $Duration = 1
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

$server = $null
try {
    if (-not $Port) {
        $server = [System.Net.Sockets.UdpClient]::new([System.Net.IPEndPoint]::new([System.Net.IPAddress]::Loopback, 0))
        $Port = $server.Client.LocalEndPoint.Port
        $echo = [powershell]::Create([initialsessionstate]::CreateDefault2()).AddScript({
                param($client)
                $from = [System.Net.IPEndPoint]::new([System.Net.IPAddress]::Any, 0)
                while ($true) {
                    $packet = $client.Receive([ref] $from)
                    $null = $client.Send($packet, $packet.Length, $from)
                }
            }).AddArgument($server)
        $null = $echo.BeginInvoke()
    }

    foreach ($rate in $RatePps) {
        Invoke-UdpFlood 127.0.0.1 $Port -Payload $Payload -CountReplies -Flows 16 -RatePps $rate -Duration $Duration |
            Measure-UdpSocket |
            ForEach-Object {
                [pscustomobject]@{
                    Server = $_.Process
                    SentPps = [long] $_.Flood.Pps
                    Packets = $_.Packets
                    LossPercent = if ($null -ne $_.LossPercent) { [math]::Round($_.LossPercent, 2) }
                    AnswersPerSecond = if ($null -ne $_.Flood.RepliesPerSecond) { [long] $_.Flood.RepliesPerSecond }
                    CpuNsPerPacket = if ($null -ne $_.CpuNsPerPacket) { [long] $_.CpuNsPerPacket }
                    QueuePercent = if ($null -ne $_.QueuePercent) { [math]::Round($_.QueuePercent, 1) }
                }
            }
    }
}
finally {
    if ($server) {
        $server.Dispose()
        $echo.Stop()
        $echo.Dispose()
    }
}
