using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Set-PktgenDevice: configures pktgen devices.</summary>
[Cmdlet(VerbsCommon.Set, "PktgenDevice", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(PktgenDevice))]
public sealed class SetPktgenDeviceCommand : PktgenSettingsCmdlet
{
    private readonly NamedPktgenDevices _named = new();
    private string[] _commands = [];

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PktgenDeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public PktgenDevice[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _commands = Commands();
        _named.Add(Name);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        _named.Add(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => ForEachHost(_named.Hosts(Hosts), client =>
    {
        PktgenDeviceChange[] changes = [.. _named.On(client, client.ReadLoaded(Cancel), e => WriteError(Record(e, client.Host)))
            .Select(name => new PktgenDeviceChange { Name = name, Commands = _commands })];
        client.Preview(Changing(changes), Cancel);
        changes = [.. changes.Where(c => ShouldProcess($"{c.Name} of {client.Host}", $"Set the pktgen device ({string.Join(", ", _commands)})"))];
        if (changes.Length == 0)
        {
            return;
        }

        PktgenState state = client.Change(Changing(changes), Cancel);
        Report(state);
        if (PassThru)
        {
            WriteObject(client.Devices(state), enumerateCollection: true);
        }
    });
}
