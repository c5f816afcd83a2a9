using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Export-FlameGraph: draws a profile as one HTML file that works offline.</summary>
[Cmdlet(VerbsData.Export, "FlameGraph", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportFlameGraphCommand : PerfFileCmdlet
{
    [Parameter]
    [PerfProfileSource]
    [ValidateNotNull]
    public PerfProfile? Baseline { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Subtitle { get; set; }

    [Parameter]
    public SwitchParameter Inverted { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteFile(
        $"Draw {InputObject}",
        file => new FlameGraph(InputObject, Baseline) { Title = Title, Subtitle = Subtitle, Inverted = Inverted }.Write(file));
}
