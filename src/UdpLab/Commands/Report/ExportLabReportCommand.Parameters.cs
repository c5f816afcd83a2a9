using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>The parameters of Export-LabReport.</summary>
public sealed partial class ExportLabReportCommand
{
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Title { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Question { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Author { get; set; }

    [Parameter]
    [OneValue<ReportFormat>]
    public ReportFormat Format { get; set; }

    [Parameter]
    public SwitchParameter Show { get; set; }
}
