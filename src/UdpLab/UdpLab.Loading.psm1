# Core and its packages load separately from those of other modules (see CoreLoadContext). PowerShell inspects the cmdlets'
# assembly before it runs any of its code, so the load context must be in place first: nested modules load before the root.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    throw "UdpLab cannot be imported in language mode $($ExecutionContext.SessionState.LanguageMode): it calls .NET to load its libraries. Import it in FullLanguage; the session may be constrained afterwards."
}

# One call: each takes a millisecond or more, compiled for this once.
[System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/UdpLab.dll").GetType('UdpLab.Loading.ModuleStart').GetMethod('Begin').Invoke($null, @($ExecutionContext.SessionState))
