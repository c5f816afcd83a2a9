#Requires -Version 7.4

<#
.SYNOPSIS
    Two or more machines: what a sink receives from generators over a real network, from low rates up to their maximum.
.DESCRIPTION
    Connects the machines by SSH, floods the sink from all generators at once at increasing rates and then without a
    limit, and returns for each rate what was sent, what was received, the biggest cause of loss and what no counter
    explains. Disconnects at the end. Runs in pwsh and in udplab-shell; the machines need nothing but sshd.

    Before the first run, log in to each machine with ssh once, so that its host key is known (or compare the fingerprint
    in the error and use -AcceptNewHostKey), and make sure that the key needs no passphrase. The layer of a loss shows
    where to look: Generator and Wire at the senders, Nic, Softnet, Ip, Udp and Socket at the sink; packets dropped by a
    switch or a firewall are unexplained.
.PARAMETER Generator
    Machines that send: names, addresses, aliases in ~/.ssh/config, or user@host:port.
.PARAMETER Sink
    Machine that receives.
.PARAMETER UserName
    User to log in as, on all of them; by default from ssh_config.
.PARAMETER KeyFilePath
    Private key to log in with; by default from ssh_config, or the default keys.
.PARAMETER Port
    Port of sshd; by default from ssh_config, or 22.
.PARAMETER AcceptNewHostKey
    Adds the keys of unknown machines to known_hosts.
.PARAMETER Sudo
    Runs the agents as root by "sudo -n", so that generators can send XDP live frames.
.PARAMETER Destination
    Address of the sink to send to, if it has several; by default one that the generators reach directly.
.PARAMETER UdpPort
    UDP port to send to, if a firewall allows only some.
.PARAMETER RatePps
    Rates to offer, in packets per second per generator, before the unlimited flood.
.PARAMETER Duration
    Duration of each flood in seconds.
.OUTPUTS
    PSCustomObject: one per rate.
.EXAMPLE
    ./examples/06-two-machines.ps1 -Generator gen -Sink dut
.EXAMPLE
    ./examples/06-two-machines.ps1 -Generator gen1, gen2 -Sink dut -UserName lab -KeyFilePath ~/.ssh/lab -Sudo -Duration 10
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string[]] $Generator,

    [Parameter(Mandatory)]
    [string] $Sink,

    [string] $UserName,

    [string] $KeyFilePath,

    [ValidateRange(1, 65535)]
    [int] $Port,

    [switch] $AcceptNewHostKey,

    [switch] $Sudo,

    [string] $Destination,

    [ValidateRange(1, 65535)]
    [int] $UdpPort,

    [ValidateRange(1, 1e9)]
    [double[]] $RatePps = @(1000, 10000, 100000),

    [ValidateRange(0.1, 60)]
    [double] $Duration = 3
)

# Stop at the first error, so that nothing later runs on the wrong host.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/../UdpLab.psd1"

# Pass the given parameters on to Connect-LabHost and Invoke-UdpFlood; they determine the others.
$login = @{}
foreach ($name in 'UserName', 'KeyFilePath', 'Port', 'AcceptNewHostKey', 'Sudo') {
    if ($PSBoundParameters.ContainsKey($name)) {
        $login[$name] = $PSBoundParameters[$name]
    }
}

$flood = @{ Duration = $Duration }
if ($Destination) {
    $flood.Destination = $Destination
}

if ($UdpPort) {
    $flood.Port = $UdpPort
}

# Use separate names, so that other connections of the session are not replaced.
$generators = @(1..$Generator.Count | ForEach-Object { "two-machines-gen$_" })
$receiver = 'two-machines-sink'
try {
    $null = Connect-LabHost ($Generator + $Sink) -Name ($generators + $receiver) @login -ErrorAction Stop

    $paces = @($RatePps | ForEach-Object { @{ RatePps = $_ } }) + @{}
    foreach ($pace in $paces) {
        Invoke-UdpFlood -LabHost $generators @flood @pace | Measure-Sink -LabHost $receiver | ForEach-Object {
            [pscustomobject]@{
                OfferedPps = if ($pace.RatePps) { $pace.RatePps * $generators.Count } else { 'all' }
                Backend = $_.Flood.Backend -join ', '
                Sent = $_.Ledger.Sent
                Pps = [long] $_.Pps
                LossPercent = if ($null -ne $_.LossPercent) { [math]::Round($_.LossPercent, 3) }
                BiggestLoss = "$($_.Ledger.BiggestLoss)"
                Unexplained = $_.Ledger.Unexplained
                CpuNsPerPacket = [math]::Round($_.CpuNsPerPacket)
            }
        }
    }
}
finally {
    Get-LabHost 'two-machines-*' | Disconnect-LabHost
}
