using System.Net;
using System.Net.NetworkInformation;

namespace UdpLab;

/// <summary>What a flood was asked to do; null is "not told".</summary>
internal sealed record FloodPlan
{
    public const int DefaultPort = 9;
    public const double DefaultDurationSeconds = 3;

    public FloodBackend Backend { get; init; }
    public string? Interface { get; init; }
    public IPAddress? Destination { get; init; }
    public int? Port { get; init; }
    public PhysicalAddress? DestinationMac { get; init; }
    public IPAddress? Source { get; init; }
    public int Flows { get; init; } = 1;
    public int? PacketSize { get; init; }
    public int? Threads { get; init; }
    public int[] Cpus { get; init; } = [];
    public int? Burst { get; init; }
    public double? RatePps { get; init; }
    public double? Duration { get; init; }
    public long? Count { get; init; }
    public int? Gso { get; init; }
    public bool Inject { get; init; }
    public PktgenSettings Pktgen { get; init; } = new();
    public int FirstStream { get; init; }
}
