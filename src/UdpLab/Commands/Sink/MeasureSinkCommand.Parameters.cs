using System.Globalization;
using System.Management.Automation;
using System.Net;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>The parameters of a sink, and which cannot go together.</summary>
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
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    [Address(Any = true)]
    public IPAddress Address { get; set; } = IPAddress.Any;

    [Parameter]
    public SwitchParameter AllowSpecialAddress { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Interface { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateRange(1, 65535)]
    [OneValue<int>]
    public int Port { get; set; }

    [Parameter]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Sockets { get; set; } = 1;

    [Parameter]
    public SwitchParameter SteerByCpu { get; set; }

    [Parameter]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Cpu { get; set; } = [];

    [Parameter]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Batch { get; set; } = SinkPlan.DefaultBatch;

    [Parameter]
    [ValidateRange(0, 1_000_000)]
    [OneValue<int>]
    public int BusyPoll { get; set; }

    [Parameter]
    [ValidateRange(1024, int.MaxValue / 2)]
    [OneValue<int>]
    public int ReceiveBuffer { get; set; }

    [Parameter]
    public SwitchParameter Gro { get; set; }

    [Parameter]
    public SwitchParameter Connect { get; set; }

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
    [ValidateRange(0.1, 86400.0)]
    [Seconds]
    public double Timeout { get; set; } = SinkPlan.DefaultTimeoutSeconds;

    [Parameter]
    public SwitchParameter NoCheck { get; set; }

    [Parameter]
    public SwitchParameter Profile { get; set; }

    [Parameter]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] ProfileCpu { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(PerfFrequencyCompleter))]
    [ValidateRange(1, 1_000_000)]
    [OneValue<int>]
    public int ProfileFrequency { get; set; } = PerfDefaults.Frequency;

    [Parameter]
    [OneValue<CallGraphMode>]
    public CallGraphMode ProfileCallGraph { get; set; } = CallGraphMode.Fp;

    [Parameter]
    public SwitchParameter ProfileCost { get; set; }

    /// <summary>Parameters that cannot go together.</summary>
    private ErrorRecord? Contradiction()
    {
        if (IsGiven(nameof(Count)) && IsGiven(nameof(Duration)))
        {
            return Wrong("CountWithDuration", nameof(Count), Count, $"-Count {Count} and -Duration {Duration.ToString(CultureInfo.InvariantCulture)} are two ways to say how long; give one of them.");
        }

        if (SteerByCpu && Sockets < 2)
        {
            return Wrong("InvalidArgument.SteerByCpu", nameof(SteerByCpu), Sockets, "-SteerByCpu chooses among several sockets; give -Sockets 2 or more.");
        }

        ReceiveMethod[] unaware = [.. Method.Where(m => !ReceiveTraits.Of(m).TellsSegments)];
        return Gro && unaware.Length > 0
            ? Wrong("InvalidArgument.Gro", nameof(Gro), unaware[0], $"-Gro with -Method {unaware[0]}: the size of the segments comes in a control message, which only {ReceiveTraits.Names(t => t.TellsSegments)} receive.")
            : null;
    }
}
