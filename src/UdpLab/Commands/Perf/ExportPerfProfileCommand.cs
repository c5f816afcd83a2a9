using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Export-PerfProfile: writes a profile for flame graph tools, speedscope, Firefox Profiler or perf.</summary>
[Cmdlet(VerbsData.Export, "PerfProfile", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportPerfProfileCommand : PerfFileCmdlet
{
    [Parameter(Position = 2)]
    [ValidateSet("Folded", "Speedscope", "PerfScript", "Firefox", "PerfData")]
    public string? Format { get; set; }

    [Parameter]
    [OneValue<PerfWeight>]
    public PerfWeight Weight { get; set; }

    [Parameter]
    public SwitchParameter MarkKernel { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string format = Format ?? ByExtension();
        if (format == "PerfData")
        {
            CopyData();
            return;
        }

        PerfFormat form = format == "Firefox" ? PerfFormat.PerfScript : Enum.Parse<PerfFormat>(format);
        WriteFile($"Write {InputObject} as {format}", file => PerfWriter.Write(InputObject, form, Weight, MarkKernel, file));
    }

    private string ByExtension() => System.IO.Path.GetExtension(Path).ToUpperInvariant() switch
    {
        ".JSON" => "Speedscope",
        ".PERF" or ".SCRIPT" => "PerfScript",
        ".DATA" => "PerfData",
        _ => "Folded",
    };

    private void CopyData()
    {
        if (InputObject.DataPath is not string data || !File.Exists(data))
        {
            WriteError(new ErrorRecord(
                new PSArgumentException("-Format PerfData copies the perf.data a profile was read from, but this profile has none on this machine: import it from a perf.data, or capture it again with -Path.", nameof(Format)),
                "NotFound.Format",
                ErrorCategory.ObjectNotFound,
                InputObject));
            return;
        }

        WriteFile($"Copy {data}", file =>
        {
            using FileStream source = File.OpenRead(data);
            source.CopyTo(file);
        });
    }
}
