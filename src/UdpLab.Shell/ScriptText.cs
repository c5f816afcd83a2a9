using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace UdpLab.Shell;

/// <summary>
/// A script to run and its values. The values are passed as objects ($args) and never become part of the text, so quoting
/// cannot go wrong.
/// </summary>
internal sealed partial record ScriptText(string Text, IReadOnlyList<string> Values)
{
    /// <summary>
    /// <c>exit</c> in a file only ends the file: this passes on its code, or 1 if the file could not be called at all. It does not
    /// use <c>exit</c> itself, which would discard rows still held by the formatter.
    /// </summary>
    private const string ExitAsTheFileDid =
        "\nif (-not $?) { $Host.SetShouldExit($(if ($LASTEXITCODE) { $LASTEXITCODE } else { 1 })) }";

    public static ScriptText From(CommandLine commandLine) => commandLine switch
    {
        { FromStandardInput: true } => new(Console.In.ReadToEnd(), []),
        { File: { } file } => FromFile(file, commandLine.Arguments, commandLine.NoExit),
        { Command: { } command } => new(command, []),
        _ => new(string.Empty, []),
    };

    private static ScriptText FromFile(string path, IReadOnlyList<string> arguments, bool stay)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new ShellException($"there is no script file '{path}'.", ExitCodes.Usage);
        }

        if (!full.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
        {
            throw new ShellException($"-File needs a .ps1 script, but '{path}' does not end in .ps1.", ExitCodes.Usage);
        }

        StringBuilder text = new StringBuilder(". $args[0]");
        List<string> values = new List<string> { full };
        foreach (string argument in arguments)
        {
            Append(text, values, argument);
        }

        if (!stay)
        {
            text.Append(ExitAsTheFileDid);
        }

        return new(text.ToString(), values);
    }

    private static void Append(StringBuilder text, List<string> values, string argument)
    {
        Match parameter = ParameterName().Match(argument);
        if (!parameter.Success)
        {
            text.Append(CultureInfo.InvariantCulture, $" $args[{values.Count}]");
            values.Add(argument);
            return;
        }

        text.Append($" -{parameter.Groups["name"].Value}");
        if (!parameter.Groups["value"].Success)
        {
            return;
        }

        // Only a real Boolean can turn a switch off; pwsh interprets these two words the same way.
        string value = parameter.Groups["value"].Value;
        if (value.Equals("$true", StringComparison.OrdinalIgnoreCase) || value.Equals("$false", StringComparison.OrdinalIgnoreCase))
        {
            text.Append($":{value}");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $":($args[{values.Count}])");
        values.Add(value);
    }

    [GeneratedRegex(@"\A-(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?<value>.+))?\z", RegexOptions.Singleline)]
    private static partial Regex ParameterName();
}
