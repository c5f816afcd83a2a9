using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>The host a half-typed command line names, for completions.</summary>
internal static class NamedHost
{
    /// <summary>Null for this machine, and for one that is not known. Of a testbed it is the sink.</summary>
    public static LabHost? Of(IDictionary boundParameters)
    {
        object? given = First(boundParameters["LabHost"] ?? boundParameters["Session"]);
        string? name = given is LabTestbed bed ? bed.Sink.Name : given?.ToString();
        return LabHosts.All.FirstOrDefault(h => h.Kind != LabHostKind.Local && h.State == LabHostState.Available && string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The texts of a parameter that was given.</summary>
    public static string[] Texts(object? given) => Unwrapped.Of(given) switch
    {
        null => [],
        object[] several => [.. several.Select(one => Unwrapped.Of(one)?.ToString()).OfType<string>()],
        { } one => [one.ToString()!],
    };

    private static object? First(object? given) => Unwrapped.Of(given) is object[] several ? Unwrapped.Of(several.FirstOrDefault()) : Unwrapped.Of(given);
}
