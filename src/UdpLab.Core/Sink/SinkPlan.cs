using System.Net;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A sink's parameters; null means "not given".</summary>
internal sealed record SinkPlan
{
    public const int DefaultBatch = 64;
    public const double DefaultTimeoutSeconds = 5;

    public IPAddress? Address { get; init; }
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

    /// <summary>Send every datagram back.</summary>
    public bool Echo { get; init; }
    public int? Batch { get; init; }

    /// <summary>The methods that will be used, for which the host is checked when the sink is bound.</summary>
    public IReadOnlyList<ReceiveMethod> Methods { get; init; } = [];
    public bool Discard { get; init; }
    public int Segments { get; init; } = 1;
    public bool Ttl { get; init; }
    public bool PacketInfo { get; init; }
    public bool Timestamp { get; init; }
    public bool Trace { get; init; }
    public IPAddress? CheckSender { get; init; }
    public double Warmup { get; init; }
    public double? Duration { get; init; }
    public long? Count { get; init; }
    public double Timeout { get; init; } = DefaultTimeoutSeconds;
    public bool Check { get; init; } = true;

    /// <summary>The sockets of another program to measure, in place of a sink's own; null for a sink.</summary>
    public SocketWatchPlan? Watch { get; init; }

    /// <summary>How to record profiled measurements; null for none.</summary>
    public PerfPlan? Profile { get; init; }
}
