namespace UdpLab.Shell;

/// <summary>The command line, with pwsh's option names so that habits carry over.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Usage: udplab [-Command|-c <text>...] [-File|-f <script.ps1> [arguments...]] [options]

        Runs PowerShell commands with the UdpLab module loaded, on machines where PowerShell is not installed.

          -Command, -c <text>...  Run the text, which includes everything that follows. '-' reads it from standard input.
          -File, -f <path> ...    Run a script; everything that follows are its arguments.
          -NoExit                 Stay at the prompt afterwards.
          -NonInteractive         Never ask: a command that needs an answer fails.
          -Pwsh                   Hand over to the pwsh (7.4 or later) on PATH, with the same module.
          -Version, -v            Print the version.
          -Help, -h               Print this help.

        Without -Command or -File: a prompt if standard input is a terminal, otherwise the script is read from standard input.
        UDPLAB_MODULE may contain the path of UdpLab.psd1; otherwise it is searched for next to and above this program.

        Exit status: 0; 1 after an error; N after 'exit N'; 130 and 143 when interrupted or terminated; 64 for an invalid option.
        Example: udplab -Command 'Invoke-UdpFlood | Measure-Sink'
        """;

    /// <summary>The script text; null for a file or a prompt.</summary>
    public string? Command { get; init; }

    public string? File { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public bool NoExit { get; init; }

    public bool NonInteractive { get; init; }

    public bool Pwsh { get; init; }

    public bool Help { get; init; }

    public bool Version { get; init; }

    /// <summary>The script is read from standard input: with <c>-Command -</c>, or because the input is redirected.</summary>
    public bool FromStandardInput => Command == "-" || (Interactive && Console.IsInputRedirected);

    /// <summary>Neither a command nor a file was given.</summary>
    public bool Interactive => Command is null && File is null;

    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        CommandLine result = new CommandLine();
        for (int i = 0; i < args.Count; i++)
        {
            string arg = args[i];
            if (!arg.StartsWith('-') && !arg.StartsWith('+'))
            {
                // As in pwsh, a bare word is a script file.
                return result with { File = arg, Arguments = [.. args.Skip(i + 1)] };
            }

            switch (arg.TrimStart('-').ToLowerInvariant())
            {
                case "command" or "c":
                    return i + 1 < args.Count
                        ? result with { Command = string.Join(' ', args.Skip(i + 1)) }
                        : throw Wrong("-Command needs the text to run.");
                case "file" or "f":
                    return i + 1 < args.Count
                        ? result with { File = args[i + 1], Arguments = [.. args.Skip(i + 2)] }
                        : throw Wrong("-File needs the path of a script.");
                case "noexit" or "noe":
                    result = result with { NoExit = true };
                    break;
                case "noninteractive" or "noni":
                    result = result with { NonInteractive = true };
                    break;
                case "pwsh":
                    result = result with { Pwsh = true };
                    break;
                case "help" or "h" or "?":
                    return result with { Help = true };
                case "version" or "v":
                    return result with { Version = true };
                case "noprofile" or "nop" or "nologo" or "nol":
                    // Always true of this shell; accepted because pwsh command lines contain it.
                    break;
                default:
                    throw Wrong($"'{arg}' is not an option.");
            }
        }

        return result;
    }

    private static ShellException Wrong(string what) => new($"{what} udplab -Help lists the options.", ExitCodes.Usage);
}
