using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes the speeds of Ethernet links, Mbit/s.</summary>
public sealed class LinkSpeedCompleter : IArgumentCompleter
{
    private static readonly int[] _speeds = [10, 100, 1_000, 2_500, 5_000, 10_000, 25_000, 40_000, 50_000, 100_000, 200_000, 400_000, 800_000];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        _speeds.Select(speed => speed.ToString(CultureInfo.InvariantCulture)).Where(speed => speed.StartsWith(wordToComplete, StringComparison.Ordinal)).Select(speed => new CompletionResult(speed));
}

/// <summary>Completes names of sizes, and the sizes of RFC 2544 without FCS.</summary>
public sealed class FrameMixCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => FrameMixText.Names
        .Concat(FrameMixText.Parse("Rfc2544").Select(size => size.ToString()))
        .Where(word => word.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
        .Select(word => new CompletionResult(word));
}
