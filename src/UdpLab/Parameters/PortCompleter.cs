using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes UDP ports: 9, which pktgen uses, and those that sockets of this machine are bound to.</summary>
public sealed class PortCompleter : IArgumentCompleter
{
    private const string Discard = "9";

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of([Discard, .. NamedHost.IsLocal(commandAst, fakeBoundParameters) ? Bound() : []], wordToComplete);

    /// <summary>Local ports of /proc/net/udp and udp6: "  12: 0100007F:0035 00000000:0000 ...".</summary>
    private static IEnumerable<string> Bound() => new[] { "/proc/net/udp", "/proc/net/udp6" }
        .Where(File.Exists)
        .SelectMany(File.ReadLines)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(words => words.Length > 1 && int.TryParse(words[1].Split(':')[^1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int port) ? port : 0)
        .Where(port => port > 0)
        .Select(port => port.ToString(CultureInfo.InvariantCulture));
}
