using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>What the cmdlets of pktgen share: hosts, and one conversation with each.</summary>
public abstract class PktgenCmdlet : LabCmdlet
{
    private readonly Dictionary<LabHost, PktgenClient> _clients = [];

    private readonly List<LabHost> _hosts = [];

    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Session", "ComputerName", "Host")]
    [LabHostName(TestbedEnd.Generator, Except = typeof(PktgenDevice))]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual LabHost[] LabHost { get; set; } = [LabHosts.Local];

    /// <summary>The hosts of all that came down the pipeline, each once; none when nothing did.</summary>
    internal IEnumerable<LabHost> Hosts => _hosts.Distinct();

    /// <inheritdoc/>
    protected override void ProcessRecord() => _hosts.AddRange(LabHost);

    /// <summary>Each host's own trouble is its own: the others go on.</summary>
    internal void ForEachHost(IEnumerable<LabHost> hosts, Action<PktgenClient> work)
    {
        foreach (LabHost host in hosts)
        {
            Try(
                () =>
                {
                    if (!_clients.TryGetValue(host, out PktgenClient? client))
                    {
                        client = PktgenClient.Open(host);
                        _clients[host] = client;
                    }

                    work(client);
                },
                host);
        }
    }

    /// <summary>Loading a module changes the machine: it is asked for. -WhatIf goes on to what comes then.</summary>
    internal bool MayLoad(PktgenClient client)
    {
        string what = $"Performing the operation \"Load the kernel module pktgen (modprobe pktgen)\" on target \"{client.Host.Name}\".";
        return client.Read(Cancel).Loaded || ShouldProcess(what, what, "Confirm", out ShouldProcessReason reason) || reason == ShouldProcessReason.WhatIf;
    }

    internal void Tell(Wire.PktgenState state)
    {
        foreach (string warning in state.Warnings)
        {
            WriteWarning(warning);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (PktgenClient client in _clients.Values)
        {
            client.Dispose();
        }

        base.Dispose(disposing);
    }
}
