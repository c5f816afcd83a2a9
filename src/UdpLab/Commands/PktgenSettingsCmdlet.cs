using System.Management.Automation;
using System.Net.NetworkInformation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>pktgen's settings as parameters, under the names of <see cref="PktgenSettings"/>.</summary>
public abstract class PktgenSettingsCmdlet : PktgenCmdlet
{
    [Parameter]
    [ValidateRange(0L, 9_999_999_999L)]
    public long Count { get; set; }

    [Parameter]
    [ValidateRange(0L, 9_999_999_999L)]
    public long DelayNs { get; set; }

    [Parameter]
    [ValidateRange(1L, 1_000_000_000L)]
    public long RatePps { get; set; }

    [Parameter]
    [ValidateRange(1L, 1_000_000L)]
    public long RateMbps { get; set; }

    [Parameter]
    [ValidateRange(42, 65535)]
    public int PacketSize { get; set; }

    [Parameter]
    [ValidateRange(42, 65535)]
    public int MinPacketSize { get; set; }

    [Parameter]
    [ValidateRange(42, 65535)]
    public int MaxPacketSize { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ImixPairs]
    public PktgenImix? Imix { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int CloneSkb { get; set; }

    [Parameter]
    [ValidateRange(1, 1024)]
    public int Burst { get; set; }

    [Parameter]
    [ValidateRange(0, 17)]
    public int Frags { get; set; }

    [Parameter]
    [ValidateRange(0, 1023)]
    public int NumaNode { get; set; }

    [Parameter]
    public PktgenXmitMode XmitMode { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public PktgenFlag[] Flag { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public PktgenFlag[] ClearFlag { get; set; } = [];

    [Parameter]
    [ValidateRange(0, 65536)]
    public int Flows { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int FlowLength { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PktgenAddressRange? Destination { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PktgenAddressRange? Source { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PhysicalAddress? DestinationMac { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PhysicalAddress? SourceMac { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int DestinationMacCount { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SourceMacCount { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PktgenRange? DestinationPort { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PktgenRange? SourcePort { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PktgenRange? QueueMap { get; set; }

    [Parameter]
    [ValidateRange(-1, 4095)]
    public int VlanId { get; set; }

    [Parameter]
    [ValidateRange(0, 7)]
    public int VlanPriority { get; set; }

    [Parameter]
    [ValidateRange(0, 1)]
    public int VlanCfi { get; set; }

    [Parameter]
    [ValidateRange(-1, 4095)]
    public int SvlanId { get; set; }

    [Parameter]
    [ValidateRange(0, 7)]
    public int SvlanPriority { get; set; }

    [Parameter]
    [ValidateRange(0, 1)]
    public int SvlanCfi { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public uint[] MplsLabel { get; set; } = [];

    [Parameter]
    public byte Tos { get; set; }

    [Parameter]
    public byte TrafficClass { get; set; }

    [Parameter]
    [ValidateRange(0, 999_999_999)]
    public int SkbPriority { get; set; }

    [Parameter]
    [ValidateRange(1L, (long)uint.MaxValue)]
    public uint Spi { get; set; }

    [Parameter]
    [ValidateRange(0, 1)]
    public int DebugLevel { get; set; }

    [Parameter]
    public SwitchParameter ClearCounters { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The commands of the settings that were given.</summary>
    internal string[] Commands() => Terminating(() => PktgenCommands.Of(Parameters.PktgenSettingsTable.OfBound(this)));
}
