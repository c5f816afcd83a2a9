# Core and its packages load separately from those of other modules (see CoreLoadContext). PowerShell inspects the cmdlets'
# assembly before it runs any of its code, so the load context must be in place first: nested modules load before the root.
$assembly = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($PSScriptRoot, 'UdpLab.dll'))
$assembly.GetType('UdpLab.Loading.CoreLoadContext').GetMethod('Register').Invoke($null, @())
$assembly.GetType('UdpLab.Loading.TabCompletion').GetMethod('Register').Invoke($null, @($ExecutionContext.SessionState))
