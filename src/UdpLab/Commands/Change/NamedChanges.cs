using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Which changes a cmdlet was told: by id and host, with wildcards.</summary>
internal static class NamedChanges
{
    /// <summary>Changes in the journal that fit; an id without a wildcard that fits none is told.</summary>
    /// <param name="ids">Ids, empty for all.</param>
    /// <param name="hosts">Names of hosts, empty for all. They need not be connected.</param>
    /// <param name="missing">Takes what is not there, and what of the journals cannot be read.</param>
    public static LabChange[] Find(string[] ids, string[] hosts, Action<LabException> missing)
    {
        LabChange[] changes = [.. ChangeJournal.Here.Read(missing).Where(c => hosts.Length == 0 || hosts.Any(h => IsOn(h, c)))];
        foreach (string id in ids.Where(id => !WildcardPattern.ContainsWildcardCharacters(id) && !changes.Any(c => Wildcard.Fits(id, c.Id))))
        {
            missing(new LabException(FailureCode.NotFound, $"-Id {id}: there is no such change in {ChangeJournal.Here.Folder.Path}; Get-LabChange lists those there are.", "Id"));
        }

        return ids.Length == 0 ? changes : [.. changes.Where(c => ids.Any(id => Wildcard.Fits(id, c.Id)))];
    }

    /// <summary>The host had this name when the change was made, or has it now.</summary>
    private static bool IsOn(string host, LabChange change) => Wildcard.Fits(host, change.Host) || LabHosts.All.Any(h => Wildcard.Fits(host, h.Name) && change.Place.Is(h));
}
