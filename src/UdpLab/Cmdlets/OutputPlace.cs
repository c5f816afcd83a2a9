using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Commands;

/// <summary>Where a cmdlet's output goes, as far as a cmdlet can know: to the terminal, or to a file or another program.</summary>
internal static class OutputPlace
{
    private static readonly string[] _screens = ["Out-Host", "oh", "Out-Default"];

    /// <summary>PowerShell's own output is redirected, or this command's, by an operator or a pipeline.</summary>
    public static bool IsRedirected(InvocationInfo invocation)
    {
        if (Console.IsOutputRedirected)
        {
            return true;
        }

        CommandBaseAst[] commands = Commands(invocation);
        bool isWritten = commands is [var own, ..] && own.Redirections.OfType<FileRedirectionAst>().Any(to => to.FromStream is RedirectionStream.Output or RedirectionStream.All);
        bool isShown = commands.Skip(1).OfType<CommandAst>().Any(next => _screens.Contains(next.GetCommandName(), StringComparer.OrdinalIgnoreCase));
        return isWritten || (invocation.PipelinePosition < invocation.PipelineLength && !isShown);
    }

    /// <summary>The command and those behind it in its pipeline, as they were written; empty if that is not known.</summary>
    private static CommandBaseAst[] Commands(InvocationInfo invocation)
    {
        if (invocation.Line is not { } line || invocation.OffsetInLine < 1 || invocation.OffsetInLine > line.Length)
        {
            return [];
        }

        // What follows the pipeline on its line, such as a brace, is an error of syntax that does not matter here.
        ScriptBlockAst script = Parser.ParseInput(line[(invocation.OffsetInLine - 1)..], out _, out _);
        return script.Find(part => part is PipelineAst, searchNestedScriptBlocks: false) is PipelineAst pipeline ? [.. pipeline.PipelineElements] : [];
    }
}
