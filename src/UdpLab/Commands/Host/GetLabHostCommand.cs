using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Get-LabHost: the hosts this session knows.</summary>
[Cmdlet(VerbsCommon.Get, "LabHost")]
[OutputType(typeof(LabHost))]
public sealed class GetLabHostCommand : LabCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(NamedHosts.Find(this, LabHosts.All, Name).Select(HostLinks.Described), enumerateCollection: true);
}
