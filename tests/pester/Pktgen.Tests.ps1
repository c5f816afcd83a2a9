BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
    $script:hasPktgen = (Test-Path /proc/net/pktgen) -or (Test-Path /proc/modules)
}

Describe 'Completion of pktgen''s cmdlets' {
    It '<Line>' -ForEach @(
        @{ Line = 'Add-PktgenDevice eth0 -Flag UDP'; Words = 'UDPSRC_RND', 'UDPDST_RND', 'UDPCSUM' }
        @{ Line = 'Set-PktgenDevice eth0 -XmitMode '; Words = 'start_xmit', 'netif_receive', 'queue_xmit' }
        @{ Line = 'Add-PktgenDevice l'; Words = , 'lo' }
        @{ Line = 'Add-PktgenDevice lo -Thread '; Words = , '0' }
        @{ Line = 'Invoke-UdpFlood -Backend P'; Words = , 'Pktgen' }
        @{ Line = 'Invoke-UdpFlood -Pktgen To'; Words = , '@{ Tos = ' }
        @{ Line = 'Invoke-UdpFlood -Pktgen @{ Pa'; Words = , 'PacketSize' }
        @{ Line = 'Invoke-UdpFlood -Pktgen @{ Tos = 1; Flo'; Words = 'Flows', 'FlowLength' }
        @{ Line = 'Start-Pktgen -LabHost loc'; Words = , 'local' }
    ) {
        $given = [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText
        foreach ($word in $Words) {
            $given | Should -Contain $word
        }
    }
}

Describe 'pktgen''s settings are checked before the host is contacted' {
    It '<Script> -> <Id>' -ForEach @(
        @{ Script = 'Add-PktgenDevice lo -Destination 1.2.3.999'; Id = 'ParameterArgumentTransformationError'; Says = '1.2.3.999.*not an address' }
        @{ Script = 'Add-PktgenDevice lo -SourcePort 9-8'; Id = 'ParameterArgumentTransformationError'; Says = '9-8.*not a range' }
        @{ Script = "Add-PktgenDevice lo -Imix '64,0'"; Id = 'CannotConvertArgumentNoMessage'; Says = '64,0.*not a mix' }
        @{ Script = 'Add-PktgenDevice lo -VlanId 4096'; Id = 'ParameterArgumentValidationError'; Says = "'VlanId'" }
        @{ Script = 'Add-PktgenDevice lo -DelayNs 1 -RateMbps 1'; Id = 'InvalidArgument.DelayNs'; Says = 'give one of them' }
        @{ Script = 'Add-PktgenDevice lo -PacketSize 60 -MinPacketSize 60'; Id = 'InvalidArgument.PacketSize'; Says = 'give it without them' }
        @{ Script = 'Invoke-UdpFlood -Backend Pktgen -Pktgen @{ Nonsense = 1 }'; Id = 'InvalidArgument.Pktgen'; Says = 'there are Burst, ' }
        @{ Script = 'Invoke-UdpFlood -Backend Socket -Vlan 5'; Id = 'InvalidArgument.Pktgen'; Says = 'backend Pktgen' }
        @{ Script = 'Invoke-UdpFlood -Inject -Interface lo -XmitMode start_xmit'; Id = 'InvalidArgument.XmitMode'; Says = 'netif_receive' }
    ) {
        $record = Get-FirstError ([scriptblock]::Create($Script))
        $record.FullyQualifiedErrorId | Should -Match "^$([regex]::Escape($Id)),"
        $record.Exception.Message | Should -Match $Says
    }
}

Describe 'Without pktgen in the kernel' {
    BeforeEach {
        if ($hasPktgen) {
            Set-ItResult -Skipped -Because 'this kernel may have it'
        }
        elseif (-not (Test-Root)) {
            Set-ItResult -Skipped -Because 'without root the error is about privileges'
        }
    }

    It '<Script> says why, and what works instead' -ForEach @(
        @{ Script = 'Add-PktgenDevice lo' }
        @{ Script = 'Start-Pktgen' }
        @{ Script = 'Invoke-UdpFlood -Backend Pktgen -Inject -Interface lo -Destination 127.0.0.1' }
        @{ Script = 'Invoke-UdpFlood -Backend Pktgen -Inject -Interface lo -Destination 127.0.0.1 -WhatIf' }
    ) {
        $record = Get-FirstError ([scriptblock]::Create($Script))
        $record.FullyQualifiedErrorId | Should -Match '^NotSupported.Backend,'
        $record.Exception.Message | Should -Match 'CONFIG_NET_PKTGEN.*-Backend Xdp works here'
    }

    It 'reading reports that it is not loaded' {
        (Get-FirstError { Get-PktgenDevice }).FullyQualifiedErrorId | Should -Match '^NotFound.LabHost,'
        (Get-FirstError { Get-PktgenThread }).Exception.Message | Should -Match 'not loaded on local'
    }

    It 'stopping and resetting have nothing to do' {
        { Stop-Pktgen -ErrorAction Stop; Reset-Pktgen -ErrorAction Stop } | Should -Not -Throw
    }

    It '-WhatIf shows that the module would be loaded' {
        Invoke-NewPwsh 'Add-PktgenDevice lo -WhatIf; Start-Pktgen -WhatIf' |
            Should -Match '(?s)modprobe pktgen.*"Add the pktgen device".*modprobe pktgen.*"Start pktgen'
    }

    It 'an ordinary user gets an error that root is needed' {
        Skip-WithoutRoot
        Invoke-NewPwsh 'Add-PktgenDevice lo' -AsNobody | Should -Match 'belongs to root'
    }
}
