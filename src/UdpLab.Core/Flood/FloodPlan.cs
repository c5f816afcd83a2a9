using System.Net;
using System.Net.NetworkInformation;

namespace UdpLab;

/// <summary>A flood's parameters; null means "not given".</summary>
internal sealed record FloodPlan
{
    public FloodBackend Backend { get; init; }
    public string? Interface { get; init; }
    public IPAddress? Destination { get; init; }

    /// <summary>The destination as a name, which the generator's host resolves.</summary>
    public string? DestinationName { get; init; }

    /// <summary>The destination may be a multicast or broadcast address, 0.0.0.0 or ::.</summary>
    public bool AllowSpecialAddress { get; init; }

    /// <summary>-Force: send even if the sink does not seem reachable.</summary>
    public bool Force { get; init; }
    public int? Port { get; init; }
    public PhysicalAddress? DestinationMac { get; init; }
    public IPAddress? Source { get; init; }
    public int Flows { get; init; } = 1;
    public int? PacketSize { get; init; }

    /// <summary>The size without headers instead.</summary>
    public int? PayloadSize { get; init; }
    public int? Threads { get; init; }
    public int[] Cpus { get; init; } = [];
    public int? Burst { get; init; }
    public double? RatePps { get; init; }

    /// <summary>Rates of a ramp, instead of one rate; empty without a ramp.</summary>
    public double[] StepRates { get; init; } = [];

    /// <summary>Seconds per rate.</summary>
    public double? StepSeconds { get; init; }
    public double? Duration { get; init; }
    public long? Count { get; init; }
    public int? Gso { get; init; }
    public bool Inject { get; init; }

    /// <summary>What the packets carry, in turn; empty for zeros with pktgen's header.</summary>
    public byte[][] Payloads { get; init; } = [];

    /// <summary>Write pktgen's header over the start of each payload.</summary>
    public bool PayloadHeader { get; init; }

    /// <summary>Count the replies.</summary>
    public bool CountReplies { get; init; }
    public PktgenSettings Pktgen { get; init; } = new();
    public int FirstStream { get; init; }

    /// <summary>No rate limit of any kind.</summary>
    public bool IsUnlimited => StepRates.Length == 0 && RatePps is null && Pktgen.RatePps is null && Pktgen.RateMbps is null && Pktgen.DelayNs is null or 0;

    /// <summary>The plan with settings of pktgen: without those that the plan itself decides, and with their packet size if the plan has none.</summary>
    public FloodPlan WithPktgen(PktgenSettings given)
    {
        PktgenSettings settings = given.Copy();
        settings.Count = Count is null ? settings.Count : null;
        settings.Burst = Burst is null ? settings.Burst : null;
        settings.Source = Source is null ? settings.Source : null;
        settings.Destination = Destination is null && DestinationName is null ? settings.Destination : null;
        settings.DestinationMac = DestinationMac is null ? settings.DestinationMac : null;
        settings.DestinationPort = Port is null ? settings.DestinationPort : null;
        if ((PacketSize ?? PayloadSize) is not null)
        {
            settings.PacketSize = settings.MinPacketSize = settings.MaxPacketSize = null;
        }

        if (RatePps is not null || StepRates.Length > 0)
        {
            settings.DelayNs = settings.RatePps = settings.RateMbps = null;
        }

        return this with { PacketSize = PayloadSize is null ? PacketSize ?? settings.PacketSize : PacketSize, Pktgen = settings };
    }
}
