using System.Net;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a sink was asked to do; null is "not told".</summary>
internal sealed record SinkPlan
{
    public const int DefaultPort = 9;
    public const int DefaultBatch = 64;
    public const double DefaultTimeoutSeconds = 5;

    /// <summary>How long a sink measures that nobody told how long, and no flood tells.</summary>
    public const double DefaultDurationSeconds = 3;

    public IPAddress Address { get; init; } = IPAddress.Any;
    public bool AllowSpecialAddress { get; init; }
    public int? Port { get; init; }
    public string? Interface { get; init; }
    public int Sockets { get; init; } = 1;
    public bool SteerByCpu { get; init; }
    public int[] Cpus { get; init; } = [];
    public int? ReceiveBuffer { get; init; }
    public int? BusyPoll { get; init; }
    public bool Gro { get; init; }
    public bool Connect { get; init; }
    public int Batch { get; init; } = DefaultBatch;
    public double Warmup { get; init; }
    public double? Duration { get; init; }
    public long? Count { get; init; }
    public double Timeout { get; init; } = DefaultTimeoutSeconds;
    public bool Check { get; init; } = true;

    /// <summary>How to record measurements that are profiled; null for none.</summary>
    public PerfPlan? Profile { get; init; }
}
