# The function TabExpansion2 while UdpLab is imported: UdpLab.Loading.TabCompletion puts it there, with $engine, the one before.
# After `Get-LabNic -LabHost $bed.Sink ` PowerShell asks no completer, as it does after `-LabHost ($bed.Sink) `: what stands before
# the cursor is part of an expression, not an argument of the command (GetResultHelper in its CompletionAnalysis.cs). Hosts complete
# by the function TabExpansion2. Where that has nothing to offer behind such an argument of a command of UdpLab, it is asked again as
# if there were parentheses.
# Types have their full names: `using namespace` would take a sixth of the time that the module's import takes.

[CmdletBinding(DefaultParameterSetName = 'ScriptInputSet')]
[OutputType([System.Management.Automation.CommandCompletion])]
param(
    [Parameter(ParameterSetName = 'ScriptInputSet', Mandatory, Position = 0)] [AllowEmptyString()] [string] $inputScript,
    [Parameter(ParameterSetName = 'ScriptInputSet', Position = 1)] [int] $cursorColumn = $inputScript.Length,
    [Parameter(ParameterSetName = 'AstInputSet', Mandatory, Position = 0)] [System.Management.Automation.Language.Ast] $ast,
    [Parameter(ParameterSetName = 'AstInputSet', Mandatory, Position = 1)] [System.Management.Automation.Language.Token[]] $tokens,
    [Parameter(ParameterSetName = 'AstInputSet', Mandatory, Position = 2)] [System.Management.Automation.Language.IScriptPosition] $positionOfCursor,
    [Parameter(ParameterSetName = 'ScriptInputSet', Position = 2)]
    [Parameter(ParameterSetName = 'AstInputSet', Position = 3)] [hashtable] $options
)

function Find-Argument([string] $line) {
    $command = @([System.Management.Automation.Language.Parser]::ParseInput($line, [ref] $null, [ref] $null).FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true))[-1]
    $argument = if ($command) { $command.CommandElements[-1] }
    if ($argument -is [System.Management.Automation.Language.MemberExpressionAst] -and $line.Substring($argument.Extent.EndOffset) -match '^\s+$' -and
        $ExecutionContext.SessionState.InvokeCommand.GetCommand("$($command.GetCommandName())", 'Cmdlet').ModuleName -eq 'UdpLab') {
        $argument.Extent
    }
}

$completion = & $engine @PSBoundParameters
if ($completion.CompletionMatches.Count -gt 0) { return $completion }
$text, $cursor = if ($ast) { $ast.Extent.Text, $positionOfCursor.Offset } else { $inputScript, $cursorColumn }
$argument = if ($cursor -le $text.Length) { Find-Argument $text.Substring(0, $cursor) }
if (-not $argument) { return $completion }
$completion = & $engine $text.Insert($argument.EndOffset, ')').Insert($argument.StartOffset, '(') ($cursor + 2) $options
$completion.ReplacementIndex -= 2
$completion
