using System.Collections;
using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>The parameters of Invoke-LabSweep.</summary>
public sealed partial class InvokeLabSweepCommand
{
    private const string ByFactor = "Factor", WithoutFactor = "ScriptBlock";

    [Parameter(Position = 0, ParameterSetName = ByFactor)]
    [ValidateNotNull]
    public IDictionary Factor { get; set; } = new Hashtable();

    [Parameter(Position = 1, Mandatory = true, ParameterSetName = ByFactor)]
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = WithoutFactor)]
    [ValidateNotNull]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    [Parameter]
    [ValidateRange(1, 100000)]
    [OneValue<int>]
    public int Repeat { get; set; } = 1;

    [Parameter]
    [OneValue<SweepOrder>]
    public SweepOrder Order { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [OneValue<int>]
    public int Seed { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Journal { get; set; }

    [Parameter]
    public SwitchParameter Resume { get; set; }

    [Parameter]
    [Seconds]
    [ValidateRange(0, 86400)]
    public double Settle { get; set; }

    [Parameter]
    [ValidateRange(0, 1000)]
    [OneValue<int>]
    public int MaxRetry { get; set; }

    [Parameter]
    public SwitchParameter ContinueOnError { get; set; }

    [Parameter]
    [ValidateRange(0, 1000)]
    [OneValue<int>]
    public int WarmupRuns { get; set; }
}
