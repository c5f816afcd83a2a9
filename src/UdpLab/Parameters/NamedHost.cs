using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;

namespace UdpLab.Parameters;

/// <summary>The hosts a half-typed command line acts on, for completion.</summary>
internal static class NamedHost
{
    private const string Parameter = "LabHost", Generator = "Generator";

    /// <summary>
    /// The hosts given by -LabHost or by the variable that is piped in, or this machine. None if they are not connected, or not
    /// known before the line runs.
    /// </summary>
    public static IReadOnlyList<LabHost> Of(CommandAst command, IDictionary bound)
    {
        bool isNamed = bound.Contains(Parameter) || StaticParameterBinder.BindCommand(command).BoundParameters.ContainsKey(Parameter);
        object?[] given = isNamed ? [bound[Parameter]] : [.. PipedValue.Of(command)];
        return isNamed || given.Length > 0 ? [.. given.SelectMany(value => Hosts(command, value)).Where(host => host.State == LabHostState.Available)] : [LabHosts.Local];
    }

    /// <summary>The same for one parameter: -GeneratorCpu and the like refer to -Generator or, without it, to the other end of the sink's testbed.</summary>
    public static IReadOnlyList<LabHost> Of(CommandAst command, IDictionary bound, string parameter) =>
        !parameter.StartsWith(Generator, StringComparison.OrdinalIgnoreCase) ? Of(command, bound)
        : bound.Contains(Generator) ? [.. Hosts(command, bound[Generator]).Where(host => host.State == LabHostState.Available)]
        : [.. Of(command, bound).Select(host => LabTestbeds.GeneratorOf(host) ?? LabHosts.Local).Distinct()];

    /// <summary>True if the line acts on this machine alone.</summary>
    public static bool IsLocal(CommandAst command, IDictionary bound) => Of(command, bound) is [{ Kind: LabHostKind.Local }];

    /// <summary>The values of a given parameter as text.</summary>
    public static string[] Texts(object? given) => Unwrapped.Of(given) switch
    {
        null => [],
        object[] several => [.. several.Select(one => Unwrapped.Of(one)?.ToString()).OfType<string>()],
        { } one => [one.ToString()!],
    };

    private static IEnumerable<LabHost> Hosts(CommandAst command, object? given)
    {
        if (given is null)
        {
            return [];
        }

        try
        {
            return new LabHostNameAttribute(EndOf(command.GetCommandName())).Transform(null!, given) switch
            {
                LabHost host => [host],
                IEnumerable<object?> several => several.OfType<LabHost>(),
                _ => [],
            };
        }
        catch (ArgumentTransformationMetadataException)
        {
            // No host of this name: nothing to offer.
            return [];
        }
    }

    /// <summary>The end of a testbed that a cmdlet acts on.</summary>
    private static TestbedEnd EndOf(string? name) => Array.Find(typeof(NamedHost).Assembly.GetTypes(), type => type.GetCustomAttribute<CmdletAttribute>() is { } cmdlet
            && $"{cmdlet.VerbName}-{cmdlet.NounName}".Equals(name?.Split('\\')[^1], StringComparison.OrdinalIgnoreCase))
        ?.GetProperty(Parameter)?.GetCustomAttribute<LabHostNameAttribute>()?.End ?? TestbedEnd.Both;
}
