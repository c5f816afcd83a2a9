using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>The parameters of a flood, and which cannot go together.</summary>
public sealed partial class InvokeUdpFloodCommand
{
    private const int MostSteps = 1000;
    private const double LongestSeconds = 86400;

    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName(TestbedEnd.Generator, Except = [typeof(LabNic)])]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public LabHost[] LabHost { get; set; } = [LabHosts.Local];

    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public LabNic? Nic { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [OneValue<FloodBackend>]
    public FloodBackend Backend { get; set; } = FloodBackend.Auto;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Interface { get; set; }

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNullOrEmpty]
    [Address(Names = true)]
    public string? Destination { get; set; }

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PortCompleter))]
    [Alias("DestinationPort")]
    [ValidateRange(1, 65535)]
    [OneValue<int>]
    public int Port { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [OneValue<PhysicalAddress>(Text = true)]
    public PhysicalAddress? DestinationMac { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    [Address]
    public IPAddress? Source { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 50000)]
    [OneValue<int>]
    public int Flows { get; set; } = 1;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(60, 65549)]
    [OneValue<int>]
    public int PacketSize { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(18, 65507)]
    [OneValue<int>]
    public int PayloadSize { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Threads { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Cpu { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Burst { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Pps")]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1.0, 1e9)]
    [ValidateCount(1, MostSteps)]
    [Rates]
    public double[] RatePps { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0.05, LongestSeconds)]
    [Seconds]
    public double StepSeconds { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0.001, LongestSeconds)]
    [Seconds]
    [Alias("Seconds")]
    public double Duration { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, long.MaxValue)]
    [OneValue<long>]
    public long Count { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(2, 64)]
    [OneValue<int>]
    public int Gso { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [OneValue<SwitchParameter>]
    public SwitchParameter Inject { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, int.MaxValue)]
    [OneValue<int>]
    public int CloneSkb { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [OneValue<PktgenXmitMode>]
    public PktgenXmitMode XmitMode { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 4095)]
    [OneValue<int>]
    public int Vlan { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ImixPairs]
    public PktgenImix? Imix { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(QueueCompleter))]
    [ValidateNotNull]
    [OneValue<PktgenRange>(Text = true)]
    public PktgenRange? QueueMap { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(PktgenSettingsCompleter))]
    [ValidateNotNull]
    [PktgenTable]
    public PktgenSettings? Pktgen { get; set; }

    [Parameter]
    public SwitchParameter AllowSpecialAddress { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Parameters that do not go with a ramp, or need one.</summary>
    private ErrorRecord? RampContradiction()
    {
        string rates = string.Join(", ", RatePps.Take(3).Select(Text)) + (RatePps.Length > 3 ? ", ..." : "");
        if (!IsGiven(nameof(StepSeconds)))
        {
            return RatePps.Length < 2 ? null
                : Wrong("InvalidArgument.RatePps", nameof(RatePps), RatePps, $"-RatePps {rates} are {RatePps.Length} rates: give -StepSeconds for a ramp, one flood that sends so long at each, or run one flood a rate: Invoke-LabSweep @{{ RatePps = {rates} }} {{ Invoke-UdpFlood -RatePps $_.RatePps | Measure-Sink }}.");
        }

        string seconds = Text(StepSeconds);
        return RatePps.Length < 2 ? Wrong("InvalidArgument.StepSeconds", nameof(StepSeconds), StepSeconds, $"-StepSeconds {seconds} is how long a ramp sends at each of several rates, and {(RatePps.Length == 0 ? "there is no -RatePps" : $"-RatePps {rates} is one")}; give a list of rates, or -Duration {seconds}.")
            : IsGiven(nameof(Duration)) ? Wrong("DurationWithStepSeconds", nameof(Duration), Duration, $"-Duration {Text(Duration)}: a ramp of {RatePps.Length} rates with -StepSeconds {seconds} lasts {Text(RatePps.Length * StepSeconds)} s; omit -Duration.")
            : IsGiven(nameof(Count)) ? Wrong("CountWithStepSeconds", nameof(Count), Count, $"-Count {Count}: a ramp ends with its last step, after {Text(RatePps.Length * StepSeconds)} s; omit -Count.")
            : RatePps.Length * StepSeconds > LongestSeconds ? Wrong("InvalidArgument.StepSeconds", nameof(StepSeconds), StepSeconds, $"-StepSeconds {seconds} for each of {RatePps.Length} rates is {Text(RatePps.Length * StepSeconds)} s; a flood lasts {LongestSeconds:0} s at most.")
            : null;

        static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Parameters that cannot go together.</summary>
    private ErrorRecord? Contradiction()
    {
        if (IsGiven(nameof(Count)) && IsGiven(nameof(Duration)))
        {
            return Wrong("CountWithDuration", nameof(Count), Count, $"-Count {Count} and -Duration {Duration.ToString(CultureInfo.InvariantCulture)} are two ways to say how long; give one of them.");
        }

        if (RampContradiction() is { } ramp)
        {
            return ramp;
        }

        if (IsGiven(nameof(PacketSize)) && IsGiven(nameof(PayloadSize)))
        {
            return Wrong("PacketSizeWithPayloadSize", nameof(PayloadSize), PayloadSize, $"-PacketSize {PacketSize} (the frame) and -PayloadSize {PayloadSize} (without the headers) are two ways to say how large; give one of them.");
        }

        LabException? refused = null;
        Catch(() => FloodCombinations.Check(Plan()), e => refused = e);
        return refused is null ? null : Record(refused, Pktgen);
    }
}
