using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Finds hosts by name, with wildcards; a plain name without a match is an error, and the others continue.</summary>
internal static class NamedHosts
{
    public static IReadOnlyList<LabHost> Find(LabCmdlet cmdlet, IEnumerable<LabHost> hosts, IEnumerable<string> names)
    {
        LabHost[] all = [.. hosts];
        List<LabHost> found = [];
        foreach (string name in names)
        {
            WildcardPattern pattern = Wildcard.Of(name);
            LabHost[] matching = [.. all.Where(host => pattern.IsMatch(host.Name))];
            found.AddRange(matching.Except(found));
            if (matching.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                string others = all.Length == 0 ? "there are none" : "there are " + string.Join(", ", all.Select(host => host.Name));
                cmdlet.WriteError(new ErrorRecord(
                    new ItemNotFoundException($"-Name {name}: there is no host of this name in the session; {others}."),
                    "NotFound.Name",
                    ErrorCategory.ObjectNotFound,
                    name));
            }
        }

        return found;
    }
}
