using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Get-LabNic: network interfaces of hosts, with all settings that affect how they receive.</summary>
[Cmdlet(VerbsCommon.Get, "LabNic", DefaultParameterSetName = "Name")]
[OutputType(typeof(LabNic))]
public sealed class GetLabNicCommand : NicCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [Alias("Interface")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public LabNic[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Name")
        {
            ForEach(LabHost, Name, (client, state, facts) => WriteObject(NicBuilder.Build(client.Host, facts, state.HostSettings)));
            return;
        }

        foreach (IGrouping<LabHost, LabNic> host in InputObject.GroupBy(n => n.Host))
        {
            ForEach([host.Key], [.. host.Select(n => n.Name)], (client, state, facts) => WriteObject(NicBuilder.Build(client.Host, facts, state.HostSettings)));
        }
    }
}
