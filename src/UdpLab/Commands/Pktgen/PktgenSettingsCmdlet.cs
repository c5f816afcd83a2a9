using System.Management.Automation;
using System.Net.NetworkInformation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>pktgen's settings as parameters, named as in <see cref="PktgenSettings"/>.</summary>
public abstract class PktgenSettingsCmdlet : PktgenCmdlet
{
    [Parameter]
    [PktgenNumber(nameof(Count))]
    [OneValue<long>]
    public long Count { get; set; }

    [Parameter]
    [PktgenNumber(nameof(DelayNs))]
    [OneValue<long>]
    public long DelayNs { get; set; }

    [Parameter]
    [Alias("Pps")]
    [PktgenNumber(nameof(RatePps))]
    [OneValue<long>]
    public long RatePps { get; set; }

    [Parameter]
    [PktgenNumber(nameof(RateMbps))]
    [OneValue<long>]
    public long RateMbps { get; set; }

    [Parameter]
    [PktgenNumber(nameof(PacketSize))]
    [OneValue<int>]
    public int PacketSize { get; set; }

    [Parameter]
    [PktgenNumber(nameof(MinPacketSize))]
    [OneValue<int>]
    public int MinPacketSize { get; set; }

    [Parameter]
    [PktgenNumber(nameof(MaxPacketSize))]
    [OneValue<int>]
    public int MaxPacketSize { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ImixPairs]
    public PktgenImix? Imix { get; set; }

    [Parameter]
    [PktgenNumber(nameof(CloneSkb))]
    [OneValue<int>]
    public int CloneSkb { get; set; }

    [Parameter]
    [PktgenNumber(nameof(Burst))]
    [OneValue<int>]
    public int Burst { get; set; }

    [Parameter]
    [PktgenNumber(nameof(Frags))]
    [OneValue<int>]
    public int Frags { get; set; }

    [Parameter]
    [PktgenNumber(nameof(NumaNode))]
    [OneValue<int>]
    public int NumaNode { get; set; }

    [Parameter]
    [OneValue<PktgenXmitMode>]
    public PktgenXmitMode XmitMode { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public PktgenFlag[] Flag { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public PktgenFlag[] ClearFlag { get; set; } = [];

    [Parameter]
    [PktgenNumber(nameof(Flows))]
    [OneValue<int>]
    public int Flows { get; set; }

    [Parameter]
    [PktgenNumber(nameof(FlowLength))]
    [OneValue<int>]
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
    [OneValue<PhysicalAddress>(Text = true)]
    public PhysicalAddress? DestinationMac { get; set; }

    [Parameter]
    [ValidateNotNull]
    [OneValue<PhysicalAddress>(Text = true)]
    public PhysicalAddress? SourceMac { get; set; }

    [Parameter]
    [PktgenNumber(nameof(DestinationMacCount))]
    [OneValue<int>]
    public int DestinationMacCount { get; set; }

    [Parameter]
    [PktgenNumber(nameof(SourceMacCount))]
    [OneValue<int>]
    public int SourceMacCount { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateNotNull]
    [OneValue<PktgenRange>(Text = true)]
    public PktgenRange? DestinationPort { get; set; }

    [Parameter]
    [ValidateNotNull]
    [OneValue<PktgenRange>(Text = true)]
    public PktgenRange? SourcePort { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(QueueCompleter))]
    [ValidateNotNull]
    [OneValue<PktgenRange>(Text = true)]
    public PktgenRange? QueueMap { get; set; }

    [Parameter]
    [PktgenNumber(nameof(VlanId))]
    [OneValue<int>]
    public int VlanId { get; set; }

    [Parameter]
    [PktgenNumber(nameof(VlanPriority))]
    [OneValue<int>]
    public int VlanPriority { get; set; }

    [Parameter]
    [PktgenNumber(nameof(VlanCfi))]
    [OneValue<int>]
    public int VlanCfi { get; set; }

    [Parameter]
    [PktgenNumber(nameof(SvlanId))]
    [OneValue<int>]
    public int SvlanId { get; set; }

    [Parameter]
    [PktgenNumber(nameof(SvlanPriority))]
    [OneValue<int>]
    public int SvlanPriority { get; set; }

    [Parameter]
    [PktgenNumber(nameof(SvlanCfi))]
    [OneValue<int>]
    public int SvlanCfi { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public uint[] MplsLabel { get; set; } = [];

    [Parameter]
    [OneValue<byte>]
    public byte Tos { get; set; }

    [Parameter]
    [OneValue<byte>]
    public byte TrafficClass { get; set; }

    [Parameter]
    [PktgenNumber(nameof(SkbPriority))]
    [OneValue<int>]
    public int SkbPriority { get; set; }

    [Parameter]
    [PktgenNumber(nameof(Spi))]
    [OneValue<uint>]
    public uint Spi { get; set; }

    [Parameter]
    [PktgenNumber(nameof(DebugLevel))]
    [OneValue<int>]
    public int DebugLevel { get; set; }

    [Parameter]
    public SwitchParameter AllowSpecialAddress { get; set; }

    [Parameter]
    public SwitchParameter ClearCounters { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal ChangePktgen Changing(PktgenDeviceChange[] devices) => new() { Devices = devices, AllowSpecialAddress = AllowSpecialAddress };

    /// <summary>The commands of the settings that were given.</summary>
    internal string[] Commands() => Terminating(() => PktgenCommands.Of(PktgenSettingsTable.OfBound(this), AllowSpecialAddress));
}
