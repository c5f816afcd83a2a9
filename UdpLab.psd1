@{
    RootModule           = 'bin/UdpLab.dll'
    NestedModules        = @('bin/UdpLab.Loading.psm1')
    ModuleVersion        = '0.2.0'
    GUID                 = '6b2f6f0e-3c1d-4d9e-9a43-0d6c5b8f7a21'
    Author               = 'The UdpLab authors'
    CompanyName          = 'UdpLab'
    Copyright            = '(c) The UdpLab authors. MIT License.'
    Description          = 'Measures how Linux receives UDP packets: Invoke-UdpFlood | Measure-Sink.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('bin/UdpLab.format.ps1xml')
    TypesToProcess       = @('bin/UdpLab.types.ps1xml')
    CmdletsToExport      = @(
        'Add-PktgenDevice'
        'Compare-PerfProfile'
        'Compare-SinkMeasurement'
        'Connect-LabHost'
        'Disconnect-LabHost'
        'Export-FlameGraph'
        'Export-LabReport'
        'Export-LabResult'
        'Export-PerfProfile'
        'Get-LabChange'
        'Get-LabGuest'
        'Get-LabHost'
        'Get-LabNic'
        'Get-LabTestbed'
        'Get-LineRate'
        'Get-PktgenDevice'
        'Get-PktgenThread'
        'Get-Sink'
        'Get-UdpBottleneck'
        'Get-UdpSocket'
        'Measure-UdpSocket'
        'Import-LabResult'
        'Import-PerfProfile'
        'Find-UdpThroughput'
        'Invoke-LabSweep'
        'Invoke-PerfCapture'
        'Invoke-UdpFlood'
        'Measure-Sink'
        'New-LabGuest'
        'New-LabTestbed'
        'Remove-LabGuest'
        'Remove-LabTestbed'
        'Remove-PktgenDevice'
        'Repair-LabHost'
        'Reset-Pktgen'
        'Set-LabNic'
        'Set-PktgenDevice'
        'Show-LabChart'
        'Start-Pktgen'
        'Start-Sink'
        'Stop-Pktgen'
        'Stop-Sink'
        'Test-LabHost'
        'Undo-LabChange'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('Linux', 'UDP', 'Networking', 'Benchmark', 'pktgen', 'perf')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
