using System.Globalization;

namespace UdpLab;

/// <summary>One socket's share of a measurement.</summary>
public sealed record SinkSocketResult
{
    /// <summary>CPU its thread was pinned to; null for none.</summary>
    public int? Cpu { get; init; }

    /// <summary>Packets in the measured window; null if only those of all sockets together are known.</summary>
    public long? Packets { get; init; }

    /// <summary>Payload bytes in the window; null like <see cref="Packets"/>.</summary>
    public long? Bytes { get; init; }

    /// <summary>Packets this socket dropped from arming to the end; null if the kernel does not report it.</summary>
    public long? Drops { get; init; }

    /// <summary>The address it is bound to; null for a sink's own socket, which has the measurement's.</summary>
    public string? Address { get; init; }

    /// <summary>The port it is bound to; null like <see cref="Address"/>.</summary>
    public int? Port { get; init; }

    /// <summary>The kernel's number for it (SO_COOKIE); null like <see cref="Address"/>, and if the kernel does not report it.</summary>
    public ulong? Cookie { get; init; }

    /// <summary>Name of the process that holds it; null for a sink's own, and if none is seen.</summary>
    public string? Process { get; init; }

    /// <summary>Id of that process.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Its receive buffer as the kernel counts it, bytes; null like <see cref="Cookie"/>.</summary>
    public long? ReceiveBuffer { get; init; }

    /// <summary>Largest fill of its receive queue that was seen, in percent of the buffer; null like <see cref="Cookie"/>.</summary>
    public double? QueuePercent { get; init; }

    /// <summary>Mean fill of its receive queue, in percent of the buffer; null like <see cref="Cookie"/>.</summary>
    public double? MeanQueuePercent { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Cpu is null ? "" : $"CPU {Cpu}: ")}{(Process is null ? "" : $"{Process} ({ProcessId}): ")}{(Packets is long packets ? string.Create(CultureInfo.InvariantCulture, $"{packets:N0} packets") : "packets unknown")}{(Drops > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Drops:N0} dropped") : "")}");
}
