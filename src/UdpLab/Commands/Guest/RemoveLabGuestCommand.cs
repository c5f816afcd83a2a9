using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Remove-LabGuest: switches guests off.</summary>
[Cmdlet(VerbsCommon.Remove, "LabGuest", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
public sealed class RemoveLabGuestCommand : LabCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GuestCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [Alias("LabHost")]
    [ValidateNotNull]
    public GuestLabHost[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (GuestLabHost guest in InputObject.Length > 0 ? InputObject : NamedHosts.Find(this, LabGuests.All, Name).Cast<GuestLabHost>())
        {
            if (ShouldProcess(guest.Name, "Switch the guest off"))
            {
                _ = Try(() => LabGuests.Remove(guest), guest);
            }
        }
    }
}
