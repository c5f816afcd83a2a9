using System.Management.Automation;

namespace UdpLab.Commands;

/// <summary>Stop-Pktgen: stops pktgen, whichever program started it.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Pktgen", SupportsShouldProcess = true)]
[OutputType(typeof(LabHost))]
public sealed class StopPktgenCommand : PktgenCmdlet
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => ForEachHost(Hosts, client =>
    {
        if (ShouldProcess(client.Host.Name, "Stop pktgen"))
        {
            client.Stop(Cancel);
            if (PassThru)
            {
                WriteObject(client.Host);
            }
        }
    });
}
