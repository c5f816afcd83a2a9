using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Base of the pktgen cmdlets: hosts, and one agent session per host.</summary>
public abstract class PktgenCmdlet : LabCmdlet
{
    private readonly Dictionary<LabHost, PktgenClient> _clients = [];

    private readonly List<LabHost> _hosts = [];

    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Session", "ComputerName", "Host")]
    [LabHostName(TestbedEnd.Generator, Except = [typeof(PktgenDevice)])]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual LabHost[] LabHost { get; set; } = [LabHosts.Local];

    /// <summary>The hosts from the pipeline, without duplicates.</summary>
    internal IEnumerable<LabHost> Hosts => _hosts.Distinct();

    /// <inheritdoc/>
    protected override void ProcessRecord() => _hosts.AddRange(LabHost);

    /// <summary>Runs the work on each host; an error on one does not affect the others.</summary>
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

    /// <summary>Asks for confirmation, since loading a module changes the machine. -WhatIf continues with the following steps.</summary>
    internal bool MayLoad(PktgenClient client)
    {
        string what = $"Performing the operation \"Load the kernel module pktgen (modprobe pktgen)\" on target \"{client.Host.Name}\".";
        return client.Read(Cancel).Loaded || ShouldProcess(what, what, "Confirm", out ShouldProcessReason reason) || reason == ShouldProcessReason.WhatIf;
    }

    internal void Report(Wire.PktgenState state)
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
