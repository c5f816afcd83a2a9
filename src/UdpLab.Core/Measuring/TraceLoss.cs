using System.Globalization;

namespace UdpLab;

/// <summary>Packets lost in a slot of a <see cref="TraceAxis"/> for one reason.</summary>
public sealed record TraceLoss
{
    /// <summary>What stands for a reason where the kernel gives none.</summary>
    internal const string NoReason = "no reason given";

    /// <summary>The slot's index.</summary>
    public int Slot { get; init; }

    /// <summary>The kernel's reason; null before Linux 5.17.</summary>
    public string? Reason { get; init; }

    /// <summary>How many.</summary>
    public long Packets { get; init; }

    /// <summary>What the thread that reads the socket was doing; null if they were not lost at a socket.</summary>
    public ReaderLosses? Reader { get; init; }

    /// <summary>The reason and the packets.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Slot}: {Reason ?? NoReason} {Packets:N0}");
}
