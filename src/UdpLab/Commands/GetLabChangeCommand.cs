using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Get-LabChange: the changes of hosts that the journal has, of all sessions.</summary>
[Cmdlet(VerbsCommon.Get, "LabChange")]
[OutputType(typeof(LabChange))]
public sealed class GetLabChangeCommand : LabCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ChangeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    [Parameter]
    [Alias("Session")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LabHost { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public LabChangeState[] State { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        List<LabException> missing = [];
        LabChange[] changes = Terminating(() => NamedChanges.Find(Id, LabHost, missing.Add));
        WriteObject(changes.Where(c => State.Length == 0 || State.Contains(c.State)), enumerateCollection: true);
        missing.ForEach(e => WriteError(Record(e, null)));
    }
}
