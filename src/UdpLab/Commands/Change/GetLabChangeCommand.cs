using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Get-LabChange: the journaled changes of hosts, from all sessions.</summary>
[Cmdlet(VerbsCommon.Get, "LabChange")]
[OutputType(typeof(LabChange))]
public sealed class GetLabChangeCommand : LabCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ChangeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    [Parameter(ValueFromPipeline = true)]
    [Alias("Session", "ComputerName")]
    [HostPattern]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LabHost { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public LabChangeState[] State { get; set; } = [];

    private readonly List<string> _hosts = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _hosts.AddRange(LabHost);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (MyInvocation.ExpectingInput && _hosts.Count == 0)
        {
            // The pipeline contained no host, so there are no changes to show.
            return;
        }

        List<LabException> missing = [];
        LabChange[] changes = Terminating(() => NamedChanges.Find(Id, [.. _hosts], missing.Add));
        WriteObject(changes.Where(c => State.Length == 0 || State.Contains(c.State)), enumerateCollection: true);
        missing.ForEach(e => WriteError(Record(e, null)));
    }
}
