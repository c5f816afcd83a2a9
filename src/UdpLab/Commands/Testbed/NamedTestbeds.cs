using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Finds testbeds by name, with wildcards; a plain name without a match is an error, and the others continue.</summary>
internal static class NamedTestbeds
{
    public static IReadOnlyList<LabTestbed> Find(LabCmdlet cmdlet, IEnumerable<string> names, CancellationToken cancel)
    {
        IReadOnlyList<LabTestbed> all = cmdlet.Terminating(() => LabTestbeds.List(cancel));
        List<LabTestbed> found = [];
        foreach (string name in names)
        {
            WildcardPattern pattern = Wildcard.Of(name);
            LabTestbed[] matching = [.. all.Where(bed => pattern.IsMatch(bed.Name))];
            found.AddRange(matching.Except(found));
            if (matching.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                string others = all.Count == 0 ? "there are none" : "there are " + string.Join(", ", all);
                cmdlet.WriteError(new ErrorRecord(
                    new ItemNotFoundException($"-Name {name}: no such testbed on this machine; {others}."),
                    "NotFound.Name",
                    ErrorCategory.ObjectNotFound,
                    name));
            }
        }

        return found;
    }
}
