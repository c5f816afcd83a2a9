using System.Management.Automation;
using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>The goals of Find-UdpThroughput and its flood: the parameters of Invoke-UdpFlood, except those that a search decides.</summary>
// The flood's parameters stand here again, tested to be equal (SharedParameterTests), because the base class is the sink's. Dynamic
// parameters would bind rows of a plan by name too, and would be missing from the type's metadata.
public sealed partial class FindUdpThroughputCommand
{
    [Parameter(ValueFromPipeline = true)]
    [Alias("Session", "ComputerName", "Sink")]
    [LabHostName(TestbedEnd.Sink, One = true)]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNull]
    public LabHost LabHost { get; set; } = LabHosts.Local;

    [Parameter]
    [LabHostName(TestbedEnd.Generator)]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public LabHost[] Generator { get; set; } = [];

    [Parameter(Position = 0)]
    [OneValue<ThroughputGoal>]
    public ThroughputGoal Goal { get; set; } = ThroughputGoal.Mlr;

    [Parameter]
    [ValidateRange(0.0, 0.999)]
    [ValidateNotNullOrEmpty]
    [Numbers]
    public double[] LossGoal { get; set; } = [];

    [Parameter]
    [ValidateRange(0.0001, 0.5)]
    [OneValue<double>]
    public double GoalWidth { get; set; }

    [Parameter]
    [ValidateRange(0.05, 86400.0)]
    [Seconds]
    public double TrialDuration { get; set; }

    [Parameter]
    [ValidateRange(0.05, 1e6)]
    [Seconds]
    public double DurationSum { get; set; }

    [Parameter]
    [ValidateRange(0.0, 0.999)]
    [OneValue<double>]
    public double ExceedRatio { get; set; }

    [Parameter]
    [ValidateRange(1.0, 1e9)]
    [OneValue<double>]
    public double MinimumPps { get; set; } = DefaultMinimumPps;

    [Parameter]
    [ValidateRange(1.0, 1e9)]
    [OneValue<double>]
    public double MaximumPps { get; set; } = DefaultMaximumPps;

    [Parameter]
    [ValidateRange(1, 1_000_000)]
    [OneValue<int>]
    public int MaximumTrials { get; set; }

    [Parameter]
    [ValidateRange(0.1, 1e7)]
    [Seconds]
    public double MaximumSeconds { get; set; }

    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    [Seconds]
    public double Settle { get; set; }

    [Parameter]
    [ValidateRange(0, 1000)]
    [OneValue<int>]
    public int MaxRetry { get; set; } = DefaultRetries;

    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Journal { get; set; }

    [Parameter]
    public SwitchParameter Resume { get; set; }

    [Parameter]
    [OneValue<ReceiveMethod>]
    public ReceiveMethod Method { get; set; } = ReceiveMethod.Recvmsg;

    [Parameter]
    [OneValue<FloodBackend>]
    public FloodBackend Backend { get; set; } = FloodBackend.Auto;

    [Parameter]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? GeneratorInterface { get; set; }

    [Parameter]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] GeneratorCpu { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNullOrEmpty]
    [Address(Names = true)]
    public string? Destination { get; set; }

    [Parameter]
    [ValidateNotNull]
    [OneValue<PhysicalAddress>(Text = true)]
    public PhysicalAddress? DestinationMac { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    [Address]
    public IPAddress? Source { get; set; }

    [Parameter]
    [ValidateRange(1, 50000)]
    [OneValue<int>]
    public int Flows { get; set; } = 1;

    [Parameter]
    [ValidateRange(60, 65549)]
    [ValidateNotNullOrEmpty]
    [FrameSizes]
    [ArgumentCompleter(typeof(FrameSizeCompleter))]
    public int[] PacketSize { get; set; } = [];

    [Parameter]
    [ValidateRange(18, 65507)]
    [ValidateNotNullOrEmpty]
    public int[] PayloadSize { get; set; } = [];

    [Parameter]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Threads { get; set; }

    [Parameter]
    [ValidateRange(1, PktgenVocabulary.MostBurst)]
    [OneValue<int>]
    public int Burst { get; set; }

    [Parameter]
    [ValidateRange(2, 64)]
    [OneValue<int>]
    public int Gso { get; set; }

    [Parameter]
    public SwitchParameter Inject { get; set; }

    [Parameter]
    [Payload]
    [ValidateNotNullOrEmpty]
    public byte[][] Payload { get; set; } = [];

    [Parameter]
    public SwitchParameter PayloadHeader { get; set; }

    [Parameter]
    [PktgenNumber(nameof(CloneSkb))]
    [OneValue<int>]
    public int CloneSkb { get; set; }

    [Parameter]
    [OneValue<PktgenXmitMode>]
    public PktgenXmitMode XmitMode { get; set; }

    [Parameter]
    [ValidateRange(0, PktgenVocabulary.HighestVlan)]
    [OneValue<int>]
    public int Vlan { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ImixPairs]
    public PktgenImix? Imix { get; set; }

    [Parameter]
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
    public SwitchParameter Force { get; set; }
}
