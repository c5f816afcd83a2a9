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

    /// <summary>Completes a half-typed table with a first name.</summary>
    public static IEnumerable<CompletionResult> OfTable(IEnumerable<string> names, string typed, string value) => names
        .Where(name => name.StartsWith(typed.TrimStart('@', '{', ' '), StringComparison.OrdinalIgnoreCase))
        .Select(name => new CompletionResult($"@{{ {name} = {value}", name, CompletionResultType.ParameterValue, name));
}
