BeforeAll {
    Import-Module "$PSScriptRoot/Testing.psm1"
    Import-UdpLab
}

Describe 'New-LabGuest -Deterministic' {
    It 'refuses <Name>, by name' -ForEach @(
        @{ Name = '-Cpus 2'; Parameters = @{ Cpus = 2 }; Id = 'InvalidArgument.Cpus' }
        @{ Name = '-Accelerator Kvm'; Parameters = @{ Accelerator = 'Kvm' }; Id = 'InvalidArgument.Accelerator' }
        @{ Name = '-Cable'; Parameters = @{ Cable = $true }; Id = 'InvalidArgument.Cable' }
    ) {
        { New-LabGuest /dev/null, /dev/null -Deterministic @Parameters -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*" -ExpectedMessage "*$Name*-Deterministic*"
    }
}

Describe 'examples/bisect.ps1' {
    It 'skips a kernel that is none' {
        $text = Invoke-NewPwsh "& '$(Get-RepositoryPath 'examples/bisect.ps1')' -Kernel /dev/null -Good 1; 'code=' + `$LASTEXITCODE"
        $text | Should -Match 'Cannot be told'
        $text | Should -Match 'code=125'
    }
}
