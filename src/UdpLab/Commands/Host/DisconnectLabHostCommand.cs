using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Disconnect-LabHost: ends connections, and with them everything their agents do.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "LabHost", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(LabHost))]
public sealed class DisconnectLabHostCommand : LabCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "LabHost")]
    [Alias("Session", "ComputerName", "InputObject")]
    [LabHostName]
    [ValidateNotNull]
    public LabHost[] LabHost { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // A name without wildcards may belong to a host that cannot be disconnected; the error says so.
        LabHost[] named = [.. LabHosts.All.Where(h => h.Kind != LabHostKind.Ssh && Name.Contains(h.Name, StringComparer.OrdinalIgnoreCase))];
        string[] others = [.. Name.Except(named.Select(h => h.Name), StringComparer.OrdinalIgnoreCase)];
        IEnumerable<LabHost> hosts = LabHost.Length > 0 ? LabHost : [.. named, .. NamedHosts.Find(this, LabHosts.All.Where(h => h.Kind == LabHostKind.Ssh), others)];
        foreach (LabHost host in hosts)
        {
            if (host is not SshLabHost)
            {
                string what = host.Kind == LabHostKind.Local ? "it is this machine, which is always connected; there is nothing to disconnect"
                    : host.Kind == LabHostKind.Guest ? "it is a guest, which Remove-LabGuest switches off"
                    : "it is a namespace of a testbed on this machine, which is not connected; Remove-LabTestbed removes it";
                WriteError(new ErrorRecord(
                    new PSArgumentException($"-{ParameterSetName} {host}: {what}.", ParameterSetName),
                    $"InvalidArgument.{ParameterSetName}",
                    ErrorCategory.InvalidArgument,
                    host));
            }
            else if (ShouldProcess(host.Name, "Disconnect the lab host"))
            {
                LabHosts.Disconnect(HostLinks.Find(host));
                if (PassThru)
                {
                    WriteObject(host);
                }
            }
        }
    }
}
