using System.Collections;
using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Export-LabResult: writes UdpLab's objects to a file, each as it arrives.</summary>
[Cmdlet(VerbsData.Export, "LabResult", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportLabResultCommand : ExportFileCmdlet
{
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
        const string copy = "Deserialized.UdpLab.";
        if (value is PSObject wrapped && wrapped.TypeNames.FirstOrDefault(name => name.StartsWith(copy, StringComparison.Ordinal)) is { } type)
        {
            WriteError(Wrong("InvalidArgument.InputObject", nameof(InputObject), value, $"This {type[copy.Length..]} is a copy without its type, as jobs and Import-Clixml return them: run Export-LabResult where the object was made."));
        }
        else if (value is PSObject)
        {
            WriteError(Wrong("InvalidArgument.InputObject", nameof(InputObject), value, "A custom object from outside a sweep, such as the output of Select-Object, is not an object of UdpLab: select objects instead of properties, or write it with Export-Csv or ConvertTo-Json."));
        }
        else if (_file is not null)
        {
            Writing(() => Try(() => _file.Add(value), value));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_file is not null)
        {
            Writing(() => Try(_file.Complete, Target));
            Writing(Close);
            PassOn(Target);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        try
        {
            Close();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WarnWhileStopping($"{Target} could not be completed: {e.Message}");
        }

        base.Dispose(disposing);
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
