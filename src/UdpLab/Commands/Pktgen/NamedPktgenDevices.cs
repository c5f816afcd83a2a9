using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>The devices given to a cmdlet: objects from the pipeline, or names with wildcards on its hosts.</summary>
internal sealed class NamedPktgenDevices
{
    private readonly List<(LabHost Host, string Name)> _objects = [];
    private readonly List<string> _patterns = [];

    public void Add(IEnumerable<PktgenDevice> devices) => _objects.AddRange(devices.Select(d => (d.Host, d.Name)));

    public void Add(IEnumerable<string> patterns) => _patterns.AddRange(patterns);

    /// <summary>The hosts they are on.</summary>
    public IEnumerable<LabHost> Hosts(IEnumerable<LabHost> named) => _objects.Count > 0 ? _objects.Select(o => o.Host).Distinct() : named;

    /// <summary>Their names on one host; a name without wildcards that matches nothing is reported.</summary>
    public string[] On(PktgenClient client, PktgenState state, Action<LabException> missing)
    {
        string[] there = [.. state.Devices.Select(d => d.Name)];
        List<string> names = [.. _objects.Where(o => o.Host.Equals(client.Host)).Select(o => o.Name)];
        foreach (string pattern in _patterns)
        {
            string[] fitting = [.. there.Where(Wildcard.Of(pattern).IsMatch)];
            if (fitting.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(pattern))
            {
                missing(new LabException(FailureCode.NotFound, $"{client.Host}: pktgen has no device {pattern}; it has {(there.Length > 0 ? string.Join(", ", there) : "none")}.", "Name"));
            }

            names.AddRange(fitting);
        }

        return [.. names.Distinct()];
    }
}
