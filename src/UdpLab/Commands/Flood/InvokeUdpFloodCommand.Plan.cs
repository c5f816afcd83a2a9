using System.Management.Automation;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>The parameters of a flood, and the plan they make.</summary>
public sealed partial class InvokeUdpFloodCommand
{
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName(TestbedEnd.Generator, Except = typeof(LabNic))]
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
    [ValidateRange(1.0, 1e9)]
    [OneValue<double>]
    public double RatePps { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0.001, 86400.0)]
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

    /// <summary>The port it was told, null for none. An SSH host that comes down the pipeline has a Port too: sshd's.</summary>
    internal int? ToldPort => LabHost is [SshLabHost host] && host.Port == Port && !_toldAtFirst.Contains(nameof(Port)) ? null : Bound(nameof(Port), Port);

    /// <summary>Whether it was told addresses of IPv6, null where it was told none.</summary>
    internal bool? ToldIpv6 => ((AddressText.TryParse(Destination, out IPAddress? address) ? address : PktgenOf().Destination?.First) ?? Source ?? PktgenOf().Source?.First)?.AddressFamily is AddressFamily family
        ? family == AddressFamily.InterNetworkV6 : null;

    private FloodPlan Plan() => new()
    {
        Backend = Backend,
        Interface = Interface,
        Destination = AddressText.TryParse(Destination, out IPAddress? address) ? address : null,
        DestinationName = address is null ? Destination : null,
        AllowSpecialAddress = AllowSpecialAddress,
        Force = Force,
        Port = ToldPort,
        DestinationMac = DestinationMac,
        Source = Source,
        Flows = Flows,
        PacketSize = Bound(nameof(PacketSize), PacketSize) ?? (Told(nameof(PayloadSize)) ? null : PktgenOf().PacketSize),
        PayloadSize = Bound(nameof(PayloadSize), PayloadSize),
        Threads = Bound(nameof(Threads), Threads),
        Cpus = Cpu,
        Burst = Bound(nameof(Burst), Burst),
        RatePps = Bound(nameof(RatePps), RatePps),
        Duration = Bound(nameof(Duration), Duration),
        Count = Bound(nameof(Count), Count),
        Gso = Bound(nameof(Gso), Gso),
        Inject = Inject || XmitMode == PktgenXmitMode.netif_receive,
        Pktgen = PktgenOf(),
    };

    /// <summary>pktgen's settings of the table, without those that a parameter of the flood decides, and those that only pktgen has.</summary>
    private PktgenSettings PktgenOf()
    {
        PktgenSettings settings = Pktgen?.Table is { } table ? PktgenSettingsTable.Of(table) : Pktgen?.Copy() ?? new();
        settings.Count = Told(nameof(Count)) ? null : settings.Count;
        settings.Burst = Told(nameof(Burst)) ? null : settings.Burst;
        settings.Source = Told(nameof(Source)) ? null : settings.Source;
        settings.Destination = Told(nameof(Destination)) ? null : settings.Destination;
        settings.DestinationMac = Told(nameof(DestinationMac)) ? null : settings.DestinationMac;
        settings.DestinationPort = Told(nameof(Port)) ? null : settings.DestinationPort;
        if (Told(nameof(PacketSize)) || Told(nameof(PayloadSize)))
        {
            settings.PacketSize = settings.MinPacketSize = settings.MaxPacketSize = null;
        }

        if (Told(nameof(RatePps)))
        {
            settings.DelayNs = settings.RatePps = settings.RateMbps = null;
        }

        settings.CloneSkb = Bound(nameof(CloneSkb), CloneSkb) ?? settings.CloneSkb;
        settings.XmitMode = Bound(nameof(XmitMode), XmitMode) ?? settings.XmitMode;
        settings.VlanId = Bound(nameof(Vlan), Vlan) ?? settings.VlanId;
        settings.Imix = Imix ?? settings.Imix;
        settings.QueueMap = QueueMap ?? settings.QueueMap;
        return settings;
    }

    /// <summary>What a row told is not told by the next; the engine resets the values, and keeps their names.</summary>
    private void ForgetRow()
    {
        foreach (string parameter in MyInvocation.BoundParameters.Keys.Except(_toldAtFirst).ToArray())
        {
            _ = MyInvocation.BoundParameters.Remove(parameter);
        }
    }

    private bool Told(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private T? Bound<T>(string parameter, T value)
        where T : struct => Told(parameter) ? value : null;
}
