# Core and its packages load separately from those of other modules (see CoreLoadContext). PowerShell inspects the cmdlets'
# assembly before it runs any of its code, so the load context must be in place first: nested modules load before the root.
# One call: each takes a millisecond or more, compiled for this once.
[System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/UdpLab.dll").GetType('UdpLab.Loading.ModuleStart').GetMethod('Begin').Invoke($null, @($ExecutionContext.SessionState))
