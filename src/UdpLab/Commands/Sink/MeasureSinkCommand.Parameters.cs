using System.Globalization;
using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>What Measure-Sink measures, and which parameters cannot go together.</summary>
public sealed partial class MeasureSinkCommand
{
    [Parameter(ValueFromPipeline = true)]
    public UdpFlood? InputObject { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public LabNic? Nic { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName(TestbedEnd.Sink, One = true, Except = [typeof(UdpFlood), typeof(LabNic)])]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNull]
    public LabHost LabHost { get; set; } = LabHosts.Local;

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public ReceiveMethod[] Method { get; set; } = [ReceiveMethod.Recvmsg];

    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    [Seconds]
    public double Warmup { get; set; }

    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    [Seconds]
    [Alias("Seconds")]
    public double Duration { get; set; }

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    [OneValue<long>]
    public long Count { get; set; }

    [Parameter]
    [ValidateRange(1, 1_000_000)]
    [OneValue<int>]
    public int Repeat { get; set; } = 1;

    [Parameter]
    public SwitchParameter ProfileCost { get; set; }

    private protected override bool Profiling => ProfileCost || base.Profiling;

    private ErrorRecord? Contradiction() => IsGiven(nameof(Count)) && IsGiven(nameof(Duration))
        ? Wrong("CountWithDuration", nameof(Count), Count, $"-Count {Count} and -Duration {Duration.ToString(CultureInfo.InvariantCulture)} are two ways to say how long; give one of them.")
        : SocketContradiction(Method);
}
