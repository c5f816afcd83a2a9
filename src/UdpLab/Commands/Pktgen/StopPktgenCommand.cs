using System.Management.Automation;

namespace UdpLab.Commands;

/// <summary>Stop-Pktgen: stops pktgen, whichever program started it.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Pktgen", SupportsShouldProcess = true)]
public sealed class StopPktgenCommand : PktgenCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => ForEachHost(Hosts, client =>
    {
        if (ShouldProcess(client.Host.Name, "Stop pktgen"))
        {
            client.Stop(Cancel);
        }
    });
}
