using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>What a half-typed pipeline begins with, for completion.</summary>
internal static class PipedValue
{
    /// <summary>The objects of the variable, or of a property of one, that is piped into a command; none if the pipeline begins otherwise.</summary>
    public static IEnumerable<object?> Of(CommandAst command)
    {
        if (command.Parent is not PipelineAst { PipelineElements: [CommandExpressionAst { Expression: { } start }, ..] } || !IsVariable(start))
        {
            return [];
        }

        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return [.. shell.AddScript(start.Extent.Text).Invoke().Select(Unwrapped.Of)];
    }

    /// <summary>Only what can be read without running a command.</summary>
    private static bool IsVariable(Ast expression) => expression switch
    {
        VariableExpressionAst => true,
        InvokeMemberExpressionAst => false,
        MemberExpressionAst { Static: false, Member: StringConstantExpressionAst } member => IsVariable(member.Expression),
        _ => false,
    };
}
