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

Describe 'New-LabGuest with a kernel for arm64' {
    It 'knows it by its header' {
        $image = [byte[]]::new(0x2000)
        [Text.Encoding]::ASCII.GetBytes('ARMd').CopyTo($image, 0x38)
        [IO.File]::WriteAllBytes("$TestDrive/Image", $image)
        { New-LabGuest "$TestDrive/Image" -Accelerator Kvm -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument.Accelerator,*' -ExpectedMessage '*it is for arm64*'
    }
}

Describe 'examples/bisect.ps1' {
    It 'skips a kernel that is none' {
        $text = Invoke-NewPwsh "& '$(Get-RepositoryPath 'examples/bisect.ps1')' -Kernel /dev/null -Good 1; 'code=' + `$LASTEXITCODE"
        $text | Should -Match 'Cannot be told'
        $text | Should -Match 'code=125'
    }
}
