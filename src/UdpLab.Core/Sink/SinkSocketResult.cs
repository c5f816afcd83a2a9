using System.Globalization;

namespace UdpLab;

/// <summary>One socket's share of a measurement.</summary>
public sealed record SinkSocketResult
{
    /// <summary>CPU its thread was pinned to; null for none.</summary>
    public int? Cpu { get; init; }

    /// <summary>Packets in the measured window.</summary>
    public long Packets { get; init; }

    /// <summary>Payload bytes in the window.</summary>
    public long Bytes { get; init; }

    /// <summary>Packets this socket dropped from arming to the end; null if the kernel does not report it.</summary>
    public long? Drops { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Cpu is null ? "" : $"CPU {Cpu}: ")}{Packets:N0} packets{(Drops > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Drops:N0} dropped") : "")}");
}
