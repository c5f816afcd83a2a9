using System.Management.Automation;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Reset-Pktgen: stops pktgen and removes all devices, including those added by other programs.</summary>
[Cmdlet(VerbsCommon.Reset, "Pktgen", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(LabHost))]
public sealed class ResetPktgenCommand : PktgenCmdlet
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => ForEachHost(Hosts, client =>
    {
        if (client.Read(Cancel).Loaded && ShouldProcess(client.Host.Name, "Stop pktgen and remove all its devices"))
        {
            _ = client.Change(new ChangePktgen { Reset = true }, Cancel);
            if (PassThru)
            {
                WriteObject(client.Host);
            }
        }
    });
}
