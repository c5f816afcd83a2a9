using Markdig.Syntax;

namespace UdpLab.Help.Pages;

/// <summary>A part of an example as a console shows it: commands get prompts, output stays as it is.</summary>
internal static class ExampleText
{
    /// <summary>The language of commands; a block of any other is output.</summary>
    public const string Commands = "powershell";

    public static string Of(FencedCodeBlock code)
    {
        IEnumerable<string> lines = Enumerable.Range(0, code.Lines.Count).Select(i => code.Lines.Lines[i].Slice.ToString());
        return string.Join('\n', code.Info == Commands ? lines.Select(WithPrompt) : lines);
    }

    // A line that is indented continues the one before.
    private static string WithPrompt(string line) => (line.StartsWith(' ') ? ">> " : "PS> ") + line;
}
