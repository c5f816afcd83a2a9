using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes names of this machine's processes, as the kernel cuts them (/proc/PID/comm).</summary>
public sealed class ProcessNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        NamedHost.IsLocal(commandAst, fakeBoundParameters) && Directory.Exists("/proc") ? Completion.Of(Names(), wordToComplete) : [];

    private static IEnumerable<string> Names() => Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Select(Name)
        .OfType<string>();

    private static string? Name(string folder)
    {
        try
        {
            string name = File.ReadAllText($"{folder}/comm").TrimEnd('\n');
            return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? name : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return null;
        }
    }
}
