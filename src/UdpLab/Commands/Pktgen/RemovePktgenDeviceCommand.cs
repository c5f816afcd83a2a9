using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Remove-PktgenDevice: removes devices from pktgen's threads.</summary>
[Cmdlet(VerbsCommon.Remove, "PktgenDevice", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(PktgenDevice))]
public sealed class RemovePktgenDeviceCommand : PktgenCmdlet
{
    private readonly NamedPktgenDevices _named = new();

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PktgenDeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public PktgenDevice[] InputObject { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _named.Add(Name);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        _named.Add(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => ForEachHost(_named.Hosts(Hosts), client =>
    {
        PktgenState before = client.ReadLoaded(Cancel);
        string[] names = [.. _named.On(client, before, e => WriteError(Record(e, client.Host))).Where(name => ShouldProcess($"{name} of {client.Host}", "Remove the pktgen device"))];
        if (names.Length > 0)
        {
            PktgenDevice[] removed = PassThru ? [.. client.Devices(before).Where(device => names.Contains(device.Name))] : [];
            _ = client.Change(new ChangePktgen { Remove = names }, Cancel);
            WriteObject(removed, enumerateCollection: true);
        }
    });
}
