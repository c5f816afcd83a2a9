using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Get-PktgenDevice: pktgen's devices, with their settings and results.</summary>
[Cmdlet(VerbsCommon.Get, "PktgenDevice")]
[OutputType(typeof(PktgenDevice))]
public sealed class GetPktgenDeviceCommand : PktgenCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PktgenDeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void EndProcessing() => ForEachHost(Hosts, client =>
    {
        NamedPktgenDevices named = new();
        named.Add(Name);
        Wire.PktgenState state = client.ReadLoaded(Cancel);
        string[] names = named.On(client, state, e => WriteError(Record(e, client.Host)));
        WriteObject(client.Devices(state).Where(d => names.Contains(d.Name)), enumerateCollection: true);
    });
}
