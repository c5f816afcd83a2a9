using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Finds the session's sinks by name, with wildcards; a plain name without a match is an error, and the others continue.</summary>
internal static class NamedSinks
{
    public static IReadOnlyList<Sink> Find(LabCmdlet cmdlet, IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        IReadOnlyList<string> all = RunningSinks.Names;
        WildcardPattern[] patterns = [.. names.Select(name => Wildcard.Of(name))];
        foreach (string name in names)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !all.Any(other => Wildcard.Fits(name, other)))
            {
                string others = all.Count == 0 ? "it has none" : "it has " + string.Join(", ", all);
                cmdlet.WriteError(new ErrorRecord(
                    new ItemNotFoundException($"-Name {name}: this session has no such sink; {others}."),
                    "NotFound.Name",
                    ErrorCategory.ObjectNotFound,
                    name));
            }
        }

        return cmdlet.Terminating(() => RunningSinks.Read(name => patterns.Any(pattern => pattern.IsMatch(name)), cancel));
    }
}
