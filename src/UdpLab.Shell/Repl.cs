using System.Management.Automation.Language;
using System.Text;

namespace UdpLab.Shell;

/// <summary>The prompt: read, run, print, repeat.</summary>
internal sealed class Repl(ScriptRunner runner, ShellHost host, LineReader lines, Interrupts interrupts)
{
    private const string Prompt = "UdpLab> ";
    private const string Continuation = ">> ";

    private volatile bool _discard;

    /// <returns>Whether the last command succeeded.</returns>
    public bool Run()
    {
        Console.Out.WriteLine($"{Versions.Line}. 'Get-Command -Module UdpLab' lists the cmdlets; 'exit' leaves.");
        interrupts.Idle = () =>
        {
            _discard = true;
            Console.Out.WriteLine();
            Console.Out.Write(Prompt);
        };
        try
        {
            return Loop(nested: false, static shell => shell.ShouldExit);
        }
        finally
        {
            interrupts.Idle = null;
        }
    }

    public void RunNested() => Loop(nested: true, static shell => shell.NestedPromptShouldEnd);

    private bool Loop(bool nested, Func<ShellHost, bool> done)
    {
        bool succeeded = true;
        while (!done(host) && !interrupts.Terminated)
        {
            if (Read(nested) is not { } text)
            {
                Console.Out.WriteLine();
                return succeeded;
            }

            if (!string.IsNullOrWhiteSpace(text))
            {
                succeeded = runner.Run(text, nested: nested) == ScriptOutcome.Succeeded;
            }
        }

        return succeeded;
    }

    /// <summary>Reads one command, possibly over several lines: an open brace or quote continues it, an empty line abandons it.</summary>
    private string? Read(bool nested)
    {
        StringBuilder text = new StringBuilder();
        Console.Out.Write(nested ? ">" + Prompt : Prompt);
        while (true)
        {
            _discard = false;
            if (lines.ReadLine(interrupts.Stopping) is not { } line)
            {
                return null;
            }

            if (_discard)
            {
                // Ctrl-C discarded the text typed so far; this line starts a new command.
                text.Clear();
            }

            if (text.Length > 0)
            {
                text.Append('\n');
            }

            text.Append(line);
            if (line.Length == 0 || !IsIncomplete(text.ToString()))
            {
                return text.ToString();
            }

            Console.Out.Write(Continuation);
        }
    }

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[]? errors);
        return errors.Any(static error => error.IncompleteInput);
    }
}
