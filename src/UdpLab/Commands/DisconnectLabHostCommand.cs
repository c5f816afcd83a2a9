using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Disconnect-LabHost: ends connections; what their agents do ends with them.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "LabHost", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
public sealed class DisconnectLabHostCommand : LabCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "LabHost")]
    [Alias("Session", "InputObject")]
    [LabHostName]
    [ValidateNotNull]
    public LabHost[] LabHost { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IEnumerable<LabHost> hosts = LabHost.Length > 0 ? LabHost : NamedHosts.Find(this, LabHosts.All.Where(h => h.Kind == LabHostKind.Ssh), Name);
        foreach (LabHost host in hosts)
        {
            if (host is not SshLabHost remote)
            {
                WriteError(new ErrorRecord(
                    new PSArgumentException($"-LabHost {host}: it is a {host.Kind} host, and only Ssh hosts are connected.", nameof(LabHost)),
                    "InvalidArgument.LabHost",
                    ErrorCategory.InvalidArgument,
                    host));
            }
            else if (ShouldProcess(host.Name, "Disconnect the lab host"))
            {
                LabHosts.Disconnect(remote);
            }
        }
    }
}
