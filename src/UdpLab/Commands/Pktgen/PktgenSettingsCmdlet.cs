using System.Management.Automation;
using System.Net.NetworkInformation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>pktgen's settings as parameters, named as in <see cref="PktgenSettings"/>.</summary>
public abstract class PktgenSettingsCmdlet : PktgenCmdlet
{
    [Parameter]
    [PktgenNumber(nameof(Count))]
    [OneValue]
    public long Count { get; set; }

    [Parameter]
    [PktgenNumber(nameof(DelayNs))]
    [OneValue]
    public long DelayNs { get; set; }

    [Parameter]
    [Alias("Pps")]
    [PktgenNumber(nameof(RatePps))]
    [OneValue]
    public long RatePps { get; set; }

    [Parameter]
    [PktgenNumber(nameof(RateMbps))]
    [OneValue]
    public long RateMbps { get; set; }

    [Parameter]
    [PktgenNumber(nameof(PacketSize))]
    [OneValue]
    public int PacketSize { get; set; }

    [Parameter]
    [PktgenNumber(nameof(MinPacketSize))]
    [OneValue]
    public int MinPacketSize { get; set; }

    [Parameter]
    [PktgenNumber(nameof(MaxPacketSize))]
    [OneValue]
    public int MaxPacketSize { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ImixPairs]
    public PktgenImix? Imix { get; set; }

    [Parameter]
    [PktgenNumber(nameof(CloneSkb))]
    [OneValue]
    public int CloneSkb { get; set; }

    [Parameter]
    [PktgenNumber(nameof(Burst))]
    [OneValue]
    public int Burst { get; set; }

    [Parameter]
    [PktgenNumber(nameof(Frags))]
    [OneValue]
    public int Frags { get; set; }

    [Parameter]
    [PktgenNumber(nameof(NumaNode))]
    [OneValue]
    public int NumaNode { get; set; }

    [Parameter]
    [OneValue]
    public PktgenXmitMode XmitMode { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public PktgenFlag[] Flag { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public PktgenFlag[] ClearFlag { get; set; } = [];

    [Parameter]
    [PktgenNumber(nameof(Flows))]
    [OneValue]
    public int Flows { get; set; }

    [Parameter]
    [PktgenNumber(nameof(FlowLength))]
    [OneValue]
    public int FlowLength { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    [AddressRange]
    public PktgenAddressRange? Destination { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    [AddressRange]
    public PktgenAddressRange? Source { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PhysicalAddress? DestinationMac { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PhysicalAddress? SourceMac { get; set; }

    [Parameter]
    [PktgenNumber(nameof(DestinationMacCount))]
    [OneValue]
    public int DestinationMacCount { get; set; }

    [Parameter]
    [PktgenNumber(nameof(SourceMacCount))]
    [OneValue]
    public int SourceMacCount { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateNotNull]
    [OneValue(Text = true)]
    public PktgenRange? DestinationPort { get; set; }

    [Parameter]
    [ValidateNotNull]
    [OneValue(Text = true)]
    public PktgenRange? SourcePort { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(QueueCompleter))]
    [ValidateNotNull]
    [OneValue(Text = true)]
    public PktgenRange? QueueMap { get; set; }

    [Parameter]
    [PktgenNumber(nameof(VlanId))]
    [OneValue]
    public int VlanId { get; set; }

    [Parameter]
    [PktgenNumber(nameof(VlanPriority))]
    [OneValue]
    public int VlanPriority { get; set; }

    [Parameter]
    [PktgenNumber(nameof(VlanCfi))]
    [OneValue]
    public int VlanCfi { get; set; }

    [Parameter]
    [PktgenNumber(nameof(SvlanId))]
    [OneValue]
    public int SvlanId { get; set; }

    [Parameter]
    [PktgenNumber(nameof(SvlanPriority))]
    [OneValue]
    public int SvlanPriority { get; set; }

    [Parameter]
    [PktgenNumber(nameof(SvlanCfi))]
    [OneValue]
    public int SvlanCfi { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public uint[] MplsLabel { get; set; } = [];

    [Parameter]
    [OneValue]
    public byte Tos { get; set; }

    [Parameter]
    [OneValue]
    public byte TrafficClass { get; set; }

    [Parameter]
    [PktgenNumber(nameof(SkbPriority))]
    [OneValue]
    public int SkbPriority { get; set; }

    [Parameter]
    [PktgenNumber(nameof(Spi))]
    [OneValue]
    public uint Spi { get; set; }

    [Parameter]
    [PktgenNumber(nameof(DebugLevel))]
    [OneValue]
    public int DebugLevel { get; set; }

    [Parameter]
    public SwitchParameter AllowSpecialAddress { get; set; }

    [Parameter]
    public SwitchParameter ClearCounters { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The pktgen commands for the settings that were given.</summary>
    internal string[] Commands() => Terminating(() => PktgenCommands.Of(PktgenSettingsTable.OfBound(this), AllowSpecialAddress));
}
