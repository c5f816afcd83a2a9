using System.Globalization;

namespace UdpLab;

/// <summary>A sink that stays: it receives until it is stopped, or its session ends. What it has received, when it was read.</summary>
public sealed record Sink
{
    /// <summary>The host that receives.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Name, unique in the session.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it receives.</summary>
    public SinkState State { get; init; }

    /// <summary>Why it no longer receives; null if it does.</summary>
    public string? Reason { get; init; }

    /// <summary>Address it is bound to.</summary>
    public string Address { get; init; } = "";

    /// <summary>UDP port it is bound to.</summary>
    public int Port { get; init; }

    /// <summary>The receiving system call.</summary>
    public ReceiveMethod Method { get; init; }

    /// <summary>Number of sockets; each has one thread.</summary>
    public int Sockets { get; init; }

    /// <summary>The interface it is bound to; null for any.</summary>
    public string? Interface { get; init; }

    /// <summary>It sends every datagram back.</summary>
    public bool Echo { get; init; }

    /// <summary>Packets received since <see cref="Started"/>; with GRO the segments, as the sender sent them.</summary>
    public long Packets { get; init; }

    /// <summary>Packets received per second, in the latest quarter of a second.</summary>
    public double Pps { get; init; }

    /// <summary>Packets its sockets dropped; null if the kernel does not report it.</summary>
    public long? Drops { get; init; }

    /// <summary>When it was started, by this machine's clock.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>Name and place.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({(Address.Contains(':') ? $"[{Address}]" : Address)}:{Port} on {Host})");
}
