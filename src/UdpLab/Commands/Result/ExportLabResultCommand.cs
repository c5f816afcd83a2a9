using System.Collections;
using System.Globalization;
using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Export-LabResult: writes UdpLab's objects to a file, each as it arrives.</summary>
[Cmdlet(VerbsData.Export, "LabResult", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportLabResultCommand : ExportFileCmdlet
{
    private readonly Dictionary<SweepOrigin, int> _ofSweeps = [];
    private ResultFile? _file;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    [Parameter]
    [OneValue<ResultFormat>]
    public ResultFormat Format { get; set; }

    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        string target = Target;
        if (Fault(target, !Append, ", or add to it with -Append") is { } fault)
        {
            ThrowTerminatingError(fault);
        }

        ResultFormat format = IsGiven(nameof(Format)) ? Format : ResultFile.FormatOf(target);
        if (ShouldProcess(target, $"Write results as {format}"))
        {
            Writing(() => _file = Terminating(() => ResultFile.Open(target, format, Append, Cancel)));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // PowerShell does not unroll a list given with -InputObject.
        foreach (object one in Unwrapped.Of(InputObject) is IList several ? several.OfType<object>() : [InputObject])
        {
            Write(one);
        }
    }

    private void Write(object given)
    {
        object value = SweepObjects.ForFile(given);
        if (value is PSObject && SweepObjects.Fault(value, "Export-LabResult") is { } fault)
        {
            WriteError(Wrong("InvalidArgument.InputObject", nameof(InputObject), value, fault));
        }
        else if (_file is not null)
        {
            Writing(() => Try(() => _file.Add(value), value));
            if (SweepStory.OriginOf(value) is { } origin)
            {
                _ofSweeps[origin] = _ofSweeps.GetValueOrDefault(origin) + 1;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_file is not null)
        {
            Writing(() => Try(_file.Complete, Target));
            Writing(Close);
            WarnOfFailed(WriteWarning);
            PassOn(Target);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        try
        {
            Close();
            WarnOfFailed(WarnWhileStopping);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WarnWhileStopping($"{Target} could not be completed: {e.Message}");
        }

        base.Dispose(disposing);
    }

    /// <summary>A result is written when it comes, and only afterwards its run may fail.</summary>
    private void WarnOfFailed(Action<string> warn)
    {
        int failed = _ofSweeps.Where(of => of.Key.HasFailed).Sum(of => of.Value);
        _ofSweeps.Clear();
        if (failed > 0)
        {
            warn(string.Create(CultureInfo.InvariantCulture, $"{Target} has {failed} object{(failed == 1 ? "" : "s")} of runs that failed: they were written when they came. Invoke-LabSweep -Journal keeps only what completed runs gave."));
        }
    }

    private void Close()
    {
        ResultFile? file = _file;
        _file = null;
        file?.Dispose();
    }

    /// <summary>A failed write ends the pipeline, before more is measured that cannot be kept.</summary>
    private void Writing(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(new ErrorRecord(e, "System.Path", ErrorCategory.WriteError, InputObject ?? Target));
        }
    }
}
