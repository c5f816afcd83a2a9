using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Finds the session's sinks by name, with wildcards; a plain name without a match is an error, and the others continue.</summary>
internal static class NamedSinks
{
    public static IReadOnlyList<Sink> Find(LabCmdlet cmdlet, IEnumerable<string> names, CancellationToken cancel)
    {
        IReadOnlyList<Sink> all = cmdlet.Terminating(() => RunningSinks.Read(cancel));
        List<Sink> found = [];
        foreach (string name in names)
        {
            WildcardPattern pattern = Wildcard.Of(name);
            int before = found.Count;
            found.AddRange(all.Where(sink => pattern.IsMatch(sink.Name) && !found.Contains(sink)));
            if (found.Count == before && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                string others = all.Count == 0 ? "it has none" : "it has " + string.Join(", ", all.Select(sink => sink.Name));
                cmdlet.WriteError(new ErrorRecord(
                    new ItemNotFoundException($"-Name {name}: this session has no such sink; {others}."),
                    "NotFound.Name",
                    ErrorCategory.ObjectNotFound,
                    name));
            }
        }

        return found;
    }
}
