using System.Net.NetworkInformation;

namespace UdpLab;

/// <summary>A pktgen device: an interface on a thread. What its kernel does not print is null.</summary>
public sealed record PktgenDevice
{
    /// <summary>The host it is on.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Its name: the interface, optionally followed by @ and a word.</summary>
    public required string Name { get; init; }

    /// <summary>The interface.</summary>
    public string Interface => Name.Split('@')[0];

    /// <summary>CPU of the thread that runs it.</summary>
    public int Thread { get; init; }

    /// <summary>Its state.</summary>
    public PktgenDeviceState State { get; init; }

    /// <summary>Packets sent in the latest run, as pktgen counts them (pkts-sofar).</summary>
    public long Sent { get; init; }

    /// <summary>Sends that failed.</summary>
    public long Errors { get; init; }

    /// <summary>Length of the latest run so far, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Sent packets per second.</summary>
    public double Pps => Seconds > 0 ? Sent / Seconds : 0;

    /// <summary>Megabits per second of frames without FCS; null if sizes vary.</summary>
    public double? Mbps => PacketSize is int size ? Pps * size * 8 / 1e6 : null;

    /// <summary>The kernel's result of the last command or run.</summary>
    public string Result { get; init; } = "";

    /// <inheritdoc cref="PktgenSettings.Count"/>
    public long? Count { get; init; }

    /// <inheritdoc cref="PktgenSettings.DelayNs"/>
    public ulong? DelayNs { get; init; }

    /// <summary>Packets per second that the delay allows; null for unlimited.</summary>
    public double? RatePps => DelayNs > 0 ? 1e9 / DelayNs * (Burst ?? 1) : null;

    /// <summary>Megabits per second that the delay allows with the smallest packet; null for unlimited.</summary>
    public double? RateMbps => RatePps * MinPacketSize * 8 / 1e6;

    /// <summary>Size of every packet in bytes; null if sizes vary.</summary>
    public int? PacketSize => MinPacketSize == MaxPacketSize && Imix is null ? MinPacketSize : null;

    /// <inheritdoc cref="PktgenSettings.MinPacketSize"/>
    public int? MinPacketSize { get; init; }

    /// <inheritdoc cref="PktgenSettings.MaxPacketSize"/>
    public int? MaxPacketSize { get; init; }

    /// <inheritdoc cref="PktgenSettings.Imix"/>
    public PktgenImix? Imix { get; init; }

    /// <inheritdoc cref="PktgenSettings.CloneSkb"/>
    public int? CloneSkb { get; init; }

    /// <inheritdoc cref="PktgenSettings.Burst"/>
    public int? Burst { get; init; }

    /// <inheritdoc cref="PktgenSettings.Frags"/>
    public int? Frags { get; init; }

    /// <inheritdoc cref="PktgenSettings.NumaNode"/>
    public int? NumaNode { get; init; }

    /// <inheritdoc cref="PktgenSettings.XmitMode"/>
    public PktgenXmitMode? XmitMode { get; init; }

    /// <summary>Flags that are set, by the kernel's names, including those without a <see cref="PktgenFlag"/>.</summary>
    public IReadOnlyList<string> Flag { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <inheritdoc cref="PktgenSettings.Flows"/>
    public int? Flows { get; init; }

    /// <inheritdoc cref="PktgenSettings.FlowLength"/>
    public int? FlowLength { get; init; }

    /// <inheritdoc cref="PktgenSettings.Destination"/>
    public PktgenAddressRange? Destination { get; init; }

    /// <inheritdoc cref="PktgenSettings.Source"/>
    public PktgenAddressRange? Source { get; init; }

    /// <inheritdoc cref="PktgenSettings.DestinationMac"/>
    public PhysicalAddress? DestinationMac { get; init; }

    /// <inheritdoc cref="PktgenSettings.SourceMac"/>
    public PhysicalAddress? SourceMac { get; init; }

    /// <inheritdoc cref="PktgenSettings.DestinationMacCount"/>
    public int? DestinationMacCount { get; init; }

    /// <inheritdoc cref="PktgenSettings.SourceMacCount"/>
    public int? SourceMacCount { get; init; }

    /// <inheritdoc cref="PktgenSettings.DestinationPort"/>
    public PktgenRange? DestinationPort { get; init; }

    /// <inheritdoc cref="PktgenSettings.SourcePort"/>
    public PktgenRange? SourcePort { get; init; }

    /// <inheritdoc cref="PktgenSettings.QueueMap"/>
    public PktgenRange? QueueMap { get; init; }

    /// <summary>VLAN id (vlan_id).</summary>
    public int? VlanId { get; init; }

    /// <inheritdoc cref="PktgenSettings.VlanPriority"/>
    public int? VlanPriority { get; init; }

    /// <inheritdoc cref="PktgenSettings.VlanCfi"/>
    public int? VlanCfi { get; init; }

    /// <summary>Service VLAN id (svlan_id).</summary>
    public int? SvlanId { get; init; }

    /// <inheritdoc cref="PktgenSettings.SvlanPriority"/>
    public int? SvlanPriority { get; init; }

    /// <inheritdoc cref="PktgenSettings.SvlanCfi"/>
    public int? SvlanCfi { get; init; }

    /// <inheritdoc cref="PktgenSettings.MplsLabel"/>
    public IReadOnlyList<uint>? MplsLabel { get; init => field = LabList.Of(value); }

    /// <inheritdoc cref="PktgenSettings.Tos"/>
    public byte? Tos { get; init; }

    /// <inheritdoc cref="PktgenSettings.TrafficClass"/>
    public byte? TrafficClass { get; init; }

    /// <inheritdoc cref="PktgenSettings.SkbPriority"/>
    public int? SkbPriority { get; init; }

    /// <inheritdoc cref="PktgenSettings.Spi"/>
    public uint? Spi { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
