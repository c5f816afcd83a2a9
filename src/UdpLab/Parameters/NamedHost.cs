using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>The host named in a half-typed command line, for completion.</summary>
internal static class NamedHost
{
    /// <summary>Null for this machine and for an unknown host. For a testbed it is the sink.</summary>
    public static LabHost? Of(IDictionary boundParameters)
    {
        object? given = First(boundParameters["LabHost"] ?? boundParameters["Session"]);
        string? name = given is LabTestbed bed ? bed.Sink.Name : given?.ToString();
        return LabHosts.All.FirstOrDefault(h => h.Kind != LabHostKind.Local && h.State == LabHostState.Available && string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The values of a given parameter as text.</summary>
    public static string[] Texts(object? given) => Unwrapped.Of(given) switch
    {
        null => [],
        object[] several => [.. several.Select(one => Unwrapped.Of(one)?.ToString()).OfType<string>()],
        { } one => [one.ToString()!],
    };

    private static object? First(object? given) => Unwrapped.Of(given) is object[] several ? Unwrapped.Of(several.FirstOrDefault()) : Unwrapped.Of(given);
}
