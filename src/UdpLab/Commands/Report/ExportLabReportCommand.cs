using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Export-LabReport: one file that shows and holds what was measured; during a sweep it is written again after each block.</summary>
[Cmdlet(VerbsData.Export, "LabReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed partial class ExportLabReportCommand : ExportFileCmdlet
{
    // Writing again takes at most half of a sweep's time, and a fifth of it if it takes longer than this.
    private const double Slow = 0.5;
    private const int Patience = 4;
    private readonly List<SweepStory> _sweeps = [];
    private LabReport? _report;
    private ReportFormat _format;
    private long _written;
    private double _took;
    private int _kept;
    private bool _refused;
    private string? _fault;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        string target = Target;
        if (Fault(target) is { } fault)
        {
            ThrowTerminatingError(fault);
        }

        _format = IsGiven(nameof(Format)) ? Format : LabReport.FormatOf(target);
        if (ShouldProcess(target, $"Write a report as {_format}"))
        {
            // Not after a night of measuring.
            if (Refusal(target) is { } refusal)
            {
                ThrowTerminatingError(refusal);
            }

            _report = new LabReport();
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_fault is { } fault)
        {
            _fault = null;
            WriteWarning(fault);
        }

        // Given by -InputObject, a list is not taken apart by PowerShell.
        foreach (object one in Unwrapped.Of(InputObject) is IList several ? several.OfType<object>() : [InputObject])
        {
            Add(one);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_report is null)
        {
            return;
        }

        if (_report.Count == 0 && _refused)
        {
            return;
        }

        if (_report.Count == 0)
        {
            Refuse("InvalidArgument.InputObject", nameof(InputObject), null, "No object of UdpLab came down the pipeline, so no report was written.");
        }

        try
        {
            Terminating(Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is said once, and not tried again.
            _kept = _report.Version;
            ThrowTerminatingError(new ErrorRecord(e, "System.Path", ErrorCategory.WriteError, Target));
        }

        PassOn(Target);

        if (Show && WebBrowser.Open(Target) is { } none)
        {
            WriteWarning($"-Show: no browser was opened, because {none}. The report is {Target}.");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _sweeps.ForEach(sweep => sweep.BlockEnded -= WriteMeanwhile);

        // An error ended the pipeline: what was measured before it is in the report. Ctrl-C leaves it as it was last written.
        if (_report is { } report)
        {
            if (report.Version > _kept && !Cancel.IsCancellationRequested)
            {
                WriteMeanwhile(always: true);
                if (_fault is { } fault)
                {
                    WarnWhileStopping(fault);
                }
            }

            report.Dispose();
            _report = null;
        }

        base.Dispose(disposing);
    }

    private void Add(object given)
    {
        object value = SweepObjects.ForFile(given);
        if (SweepObjects.Fault(value, "Export-LabReport") is { } fault)
        {
            _refused = true;
            WriteError(Wrong("InvalidArgument.InputObject", nameof(InputObject), value, fault));
        }
        else if (_report?.Add(value) is { } sweep)
        {
            _sweeps.Add(sweep);
            sweep.BlockEnded += WriteMeanwhile;
        }
    }

    private void Write()
    {
        long began = Stopwatch.GetTimestamp();
        ReportRequest request = new() { Title = Title, Question = Question, Author = Author };
        WriteWhole(Target, file => _report!.Write(request, _format, file));

        // The first time it takes longer, because the code is compiled.
        _took = _written == 0 ? 0 : Stopwatch.GetElapsedTime(began).TotalSeconds;
        (_kept, _written) = (_report!.Version, Stopwatch.GetTimestamp());
    }

    private void WriteMeanwhile() => WriteMeanwhile(always: false);

    /// <summary>Writes what there is. A sweep goes on without its report where that fails; it is tried again.</summary>
    private void WriteMeanwhile(bool always)
    {
        bool isTooSoon = _written > 0 && Stopwatch.GetElapsedTime(_written).TotalSeconds < _took * (_took > Slow ? Patience : 1);
        if (!always && (isTooSoon || Cancel.IsCancellationRequested || PipeFile.Is(Target)))
        {
            return;
        }

        try
        {
            Write();
        }
        catch (Exception e)
        {
            _fault = $"{Target} could not be written: {e.Message}";
        }
    }
}
