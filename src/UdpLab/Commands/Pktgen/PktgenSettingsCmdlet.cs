using System.Management.Automation;
using System.Net.NetworkInformation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>pktgen's settings as parameters, named as in <see cref="PktgenSettings"/>.</summary>
public abstract class PktgenSettingsCmdlet : PktgenCmdlet
{
    [Parameter]
    [ValidateRange(0L, 9_999_999_999L)]
    [OneValue]
    public long Count { get; set; }

    [Parameter]
    [ValidateRange(0L, 9_999_999_999L)]
    [OneValue]
    public long DelayNs { get; set; }

    [Parameter]
    [Alias("Pps")]
    [ValidateRange(1L, 1_000_000_000L)]
    [OneValue]
    public long RatePps { get; set; }

    [Parameter]
    [ValidateRange(1L, 1_000_000L)]
    [OneValue]
    public long RateMbps { get; set; }

    [Parameter]
    [ValidateRange(42, 65535)]
    [OneValue]
    public int PacketSize { get; set; }

    [Parameter]
    [ValidateRange(42, 65535)]
    [OneValue]
    public int MinPacketSize { get; set; }

    [Parameter]
    [ValidateRange(42, 65535)]
    [OneValue]
    public int MaxPacketSize { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ImixPairs]
    public PktgenImix? Imix { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [OneValue]
    public int CloneSkb { get; set; }

    [Parameter]
    [ValidateRange(1, 1024)]
    [OneValue]
    public int Burst { get; set; }

    [Parameter]
    [ValidateRange(0, 17)]
    [OneValue]
    public int Frags { get; set; }

    [Parameter]
    [ValidateRange(0, 1023)]
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
    [ValidateRange(0, 65536)]
    [OneValue]
    public int Flows { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
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
    [ValidateRange(0, int.MaxValue)]
    [OneValue]
    public int DestinationMacCount { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
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
    [ValidateRange(-1, 4095)]
    [OneValue]
    public int VlanId { get; set; }

    [Parameter]
    [ValidateRange(0, 7)]
    [OneValue]
    public int VlanPriority { get; set; }

    [Parameter]
    [ValidateRange(0, 1)]
    [OneValue]
    public int VlanCfi { get; set; }

    [Parameter]
    [ValidateRange(-1, 4095)]
    [OneValue]
    public int SvlanId { get; set; }

    [Parameter]
    [ValidateRange(0, 7)]
    [OneValue]
    public int SvlanPriority { get; set; }

    [Parameter]
    [ValidateRange(0, 1)]
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
    [ValidateRange(0, 999_999_999)]
    [OneValue]
    public int SkbPriority { get; set; }

    [Parameter]
    [ValidateRange(1L, (long)uint.MaxValue)]
    [OneValue]
    public uint Spi { get; set; }

    [Parameter]
    [ValidateRange(0, 1)]
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
