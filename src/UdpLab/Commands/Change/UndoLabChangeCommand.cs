using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Undo-LabChange: puts changes back, newest first, including those of a crashed session.</summary>
[Cmdlet(VerbsCommon.Undo, "LabChange", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(LabChange))]
public sealed class UndoLabChangeCommand : LabCmdlet
{
    private readonly List<LabChange> _changes = [];
    private readonly List<string> _hosts = [];

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Id")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ChangeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "All")]
    public SwitchParameter All { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Host")]
    [Parameter(ValueFromPipeline = true, ParameterSetName = "All")]
    [Alias("Session", "ComputerName")]
    [HostPattern(Except = typeof(LabChange))]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LabHost { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public LabChange[] InputObject { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _changes.AddRange(InputObject);
        _hosts.AddRange(LabHost);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName != "InputObject" && MyInvocation.ExpectingInput && _hosts.Count == 0)
        {
            // The pipeline contained no host, so there are no changes to undo.
            return;
        }

        List<LabException> missing = [];
        List<LabChange> chosen = [];
        foreach (LabChange change in Terminating(() => ParameterSetName == "InputObject" ? Current() : NamedChanges.Find(Id, [.. _hosts], missing.Add)).OrderDescending(LabChange.InOrder))
        {
            if (!change.IsOpen)
            {
                WriteVerbose($"Change {change.Id} is already {change.State}.");
            }
            else if (ShouldProcess($"{change.Target} of {change.Host}", $"Set {change.Setting} back from {change.After} to {change.Before}"))
            {
                chosen.Add(change);
            }
        }

        ChangeUndo undo = new(Force);
        WriteObject(Terminating(() => undo.Undo(chosen, Cancel)), enumerateCollection: true);
        foreach ((LabChange change, LabException failure) in undo.Failures)
        {
            WriteError(Record(failure, change));
        }

        // Last, so that -ErrorAction Stop does not prevent putting back the rest.
        missing.ForEach(e => WriteError(Record(e, null)));
    }

    /// <summary>The changes that came by the pipeline, as they are now.</summary>
    private LabChange[] Current()
    {
        HashSet<string> ids = [.. _changes.Select(c => c.Id)];
        return [.. ChangeJournal.Here.Read().Where(c => ids.Contains(c.Id))];
    }
}
