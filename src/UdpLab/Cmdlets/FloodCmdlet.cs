using System.Globalization;
using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Base of Invoke-UdpFlood: what a flood's packets are, and how fast and how long they are sent.</summary>
public abstract class FloodCmdlet : LabCmdlet
{
    private const int MostSteps = 1000;
    private const double LongestSeconds = 86400;

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
    [ValidateRange(1, PktgenVocabulary.MostBurst)]
    [OneValue<int>]
    public int Burst { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Pps")]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1.0, 1e9)]
    [ValidateCount(1, MostSteps)]
    [Numbers]
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
    [Payload]
    [ValidateNotNullOrEmpty]
    public byte[][] Payload { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [OneValue<SwitchParameter>]
    public SwitchParameter PayloadHeader { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [PktgenNumber(nameof(CloneSkb))]
    [OneValue<int>]
    public int CloneSkb { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [OneValue<PktgenXmitMode>]
    public PktgenXmitMode XmitMode { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, PktgenVocabulary.HighestVlan)]
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

    /// <summary>The plan without a destination.</summary>
    private protected FloodPlan Packets() => new()
    {
        Flows = Flows,
        PacketSize = Given(nameof(PacketSize), PacketSize),
        PayloadSize = Given(nameof(PayloadSize), PayloadSize),
        Threads = Given(nameof(Threads), Threads),
        Cpus = Cpu,
        Burst = Given(nameof(Burst), Burst),
        RatePps = RatePps is [double rate] ? rate : null,
        StepRates = RatePps.Length > 1 ? RatePps : [],
        StepSeconds = RatePps.Length > 1 ? StepOf() : null,
        Duration = Given(nameof(Duration), Duration),
        Count = Given(nameof(Count), Count),
        Gso = Given(nameof(Gso), Gso),
        Payloads = Payload,
        PayloadHeader = PayloadHeader,
        Inject = Inject || XmitMode == PktgenXmitMode.netif_receive,
    };

    /// <summary>pktgen's settings of the table, and those that only pktgen has.</summary>
    private protected PktgenSettings PktgenOf() => PktgenSettingsTable.Of(Pktgen, Given(nameof(CloneSkb), CloneSkb), Given(nameof(XmitMode), XmitMode), Given(nameof(Vlan), Vlan), Imix, QueueMap);

    /// <summary>Seconds at each rate of a ramp.</summary>
    private double StepOf() => Given(nameof(StepSeconds), StepSeconds) ?? Defaults.DurationSeconds;

    /// <summary>Parameters that cannot be used with a ramp, or require one.</summary>
    private ErrorRecord? RampContradiction()
    {
        string rates = string.Join(", ", RatePps.Take(3).Select(Text)) + (RatePps.Length > 3 ? ", ..." : "");
        if (RatePps.Length < 2 && !IsGiven(nameof(StepSeconds)))
        {
            return null;
        }

        double step = StepOf();
        string seconds = Text(step);
        return RatePps.Length < 2 ? Wrong("InvalidArgument.StepSeconds", nameof(StepSeconds), StepSeconds, $"-StepSeconds {seconds} is how long a ramp sends at each of several rates, and {(RatePps.Length == 0 ? "there is no -RatePps" : $"-RatePps {rates} is one")}; give a list of rates, or -Duration {seconds}.")
            : IsGiven(nameof(Duration)) ? Wrong("DurationWithStepSeconds", nameof(Duration), Duration, $"-Duration {Text(Duration)}: a ramp of {RatePps.Length} rates with -StepSeconds {seconds} lasts {Text(RatePps.Length * step)} s; omit -Duration, or divide it among the rates with -StepSeconds {Text(Duration / RatePps.Length)}.")
            : IsGiven(nameof(Count)) ? Wrong("CountWithStepSeconds", nameof(Count), Count, $"-Count {Count}: a ramp ends with its last step, after {Text(RatePps.Length * step)} s; omit -Count.")
            : RatePps.Length * step > LongestSeconds ? Wrong("InvalidArgument.StepSeconds", nameof(StepSeconds), StepSeconds, $"-StepSeconds {seconds} for each of {RatePps.Length} rates is {Text(RatePps.Length * step)} s; a flood lasts {Text(LongestSeconds)} s at most.")
            : null;

        static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Parameters that exclude each other.</summary>
    /// <param name="plan">The complete plan.</param>
    private protected ErrorRecord? Contradiction(Func<FloodPlan> plan)
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
        Catch(() => FloodCombinations.Check(plan()), e => refused = e);
        return refused is null ? null : Record(refused, Pktgen);
    }
}
