using System.Management.Automation;
using System.Net.NetworkInformation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>pktgen's settings as parameters, under the names of <see cref="PktgenSettings"/>.</summary>
public abstract class PktgenSettingsCmdlet : PktgenCmdlet
{
    [Parameter]
    [ValidateRange(0L, 9_999_999_999L)]
    [OneValue<long>]
    public long Count { get; set; }

    [Parameter]
    [ValidateRange(0L, 9_999_999_999L)]
    [OneValue<long>]
    public long DelayNs { get; set; }

    [Parameter]
    [Alias("Pps")]
    [ValidateRange(1L, 1_000_000_000L)]
    [OneValue<long>]
    public long RatePps { get; set; }

    [Parameter]
    [ValidateRange(1L, 1_000_000L)]
    [OneValue<long>]
    public long RateMbps { get; set; }

    [Parameter]
    [ValidateRange(42, 65535)]
    [OneValue<int>]
    public int PacketSize { get; set; }

    [Parameter]
    [ValidateRange(42, 65535)]
    [OneValue<int>]
    public int MinPacketSize { get; set; }

    [Parameter]
    [ValidateRange(42, 65535)]
    [OneValue<int>]
    public int MaxPacketSize { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ImixPairs]
    public PktgenImix? Imix { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [OneValue<int>]
    public int CloneSkb { get; set; }

    [Parameter]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Burst { get; set; }

    [Parameter]
    [ValidateRange(0, 17)]
    [OneValue<int>]
    public int Frags { get; set; }

    [Parameter]
    [ValidateRange(0, 1023)]
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
    [ValidateRange(0, 65536)]
    [OneValue<int>]
    public int Flows { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
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
    [ValidateRange(0, int.MaxValue)]
    [OneValue<int>]
    public int DestinationMacCount { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
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
    [ValidateRange(-1, 4095)]
    [OneValue<int>]
    public int VlanId { get; set; }

    [Parameter]
    [ValidateRange(0, 7)]
    [OneValue<int>]
    public int VlanPriority { get; set; }

    [Parameter]
    [ValidateRange(0, 1)]
    [OneValue<int>]
    public int VlanCfi { get; set; }

    [Parameter]
    [ValidateRange(-1, 4095)]
    [OneValue<int>]
    public int SvlanId { get; set; }

    [Parameter]
    [ValidateRange(0, 7)]
    [OneValue<int>]
    public int SvlanPriority { get; set; }

    [Parameter]
    [ValidateRange(0, 1)]
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
    [ValidateRange(0, 999_999_999)]
    [OneValue<int>]
    public int SkbPriority { get; set; }

    [Parameter]
    [ValidateRange(1L, (long)uint.MaxValue)]
    [OneValue<uint>]
    public uint Spi { get; set; }

    [Parameter]
    [ValidateRange(0, 1)]
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
