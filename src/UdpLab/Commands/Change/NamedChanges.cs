using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Finds the changes given to a cmdlet: by id and host, with wildcards.</summary>
internal static class NamedChanges
{
    /// <summary>Matching changes in the journal; an id without wildcards that matches none is reported.</summary>
    /// <param name="ids">Ids; empty for all.</param>
    /// <param name="hosts">Names of hosts; empty for all. They need not be connected.</param>
    /// <param name="missing">Receives errors about missing changes and unreadable journals.</param>
    public static LabChange[] Find(string[] ids, string[] hosts, Action<LabException> missing)
    {
        LabChange[] changes = [.. ChangeJournal.Here.Read(missing).Where(c => hosts.Length == 0 || hosts.Any(h => IsOn(h, c)))];
        foreach (string id in ids.Where(id => !WildcardPattern.ContainsWildcardCharacters(id) && !changes.Any(c => Wildcard.Fits(id, c.Id))))
        {
            missing(new LabException(FailureCode.NotFound, $"-Id {id}: there is no such change in {ChangeJournal.Here.Folder.Path}; Get-LabChange lists the ids.", "Id"));
        }

        return ids.Length == 0 ? changes : [.. changes.Where(c => ids.Any(id => Wildcard.Fits(id, c.Id)))];
    }

    /// <summary>Whether the host had this name when the change was made, or has it now.</summary>
    private static bool IsOn(string host, LabChange change) => Wildcard.Fits(host, change.Host) || LabHosts.All.Any(h => Wildcard.Fits(host, h.Name) && change.Place.Is(h));
}
