using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Get-LabGuest: the guests of this session.</summary>
[Cmdlet(VerbsCommon.Get, "LabGuest")]
[OutputType(typeof(GuestLabHost))]
public sealed class GetLabGuestCommand : LabCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GuestCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(NamedHosts.Find(this, LabGuests.All, Name), enumerateCollection: true);
}
