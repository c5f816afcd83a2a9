@{
    RootModule        = 'OtherModule.dll'
    ModuleVersion     = '1.0.0'
    GUID              = '0f4c7d0e-52a1-4a53-8f3e-8d2f2b1c6a90'
    CmdletsToExport   = @('Use-OtherLibrary')
    FunctionsToExport = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
