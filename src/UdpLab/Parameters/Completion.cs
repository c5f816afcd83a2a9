using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Completions from a list of words.</summary>
internal static class Completion
{
    public static IEnumerable<CompletionResult> Of(IEnumerable<string> words, string typed) => words
        .Where(word => word.StartsWith(typed.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
        .Distinct()
        .Order(StringComparer.OrdinalIgnoreCase)
        .Select(word => new CompletionResult(word));
}
