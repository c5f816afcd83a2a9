using System.Globalization;

namespace UdpLab;

/// <summary>Packets lost at a socket, by what the thread that reads it was doing. They add up to all of them.</summary>
public sealed record ReaderLosses
{
    /// <summary>It had its CPU: it read, or a softirq interrupted it.</summary>
    public long Running { get; init; }

    /// <summary>It had lost its CPU to another thread.</summary>
    public long Preempted { get; init; }

    /// <summary>It was woken, and waited for a CPU.</summary>
    public long Waiting { get; init; }

    /// <summary>It slept: it waited for packets, for something else, or was stopped.</summary>
    public long Asleep { get; init; }

    /// <summary>It had not been seen yet, or the socket is not known.</summary>
    public long Unknown { get; init; }

    internal long Total => Running + Preempted + Waiting + Asleep + Unknown;

    /// <summary>Several as one; null for none.</summary>
    internal static ReaderLosses? Sum(IEnumerable<ReaderLosses?> all) => all.OfType<ReaderLosses>().Aggregate((ReaderLosses?)null, (sum, one) => sum is null ? one : new ReaderLosses
    {
        Running = sum.Running + one.Running,
        Preempted = sum.Preempted + one.Preempted,
        Waiting = sum.Waiting + one.Waiting,
        Asleep = sum.Asleep + one.Asleep,
        Unknown = sum.Unknown + one.Unknown,
    });

    /// <summary>The same; null if the reason is not one of a socket: only what that refuses depends on who reads it.</summary>
    internal ReaderLosses? IfAtSocket(string? reason) => reason is null || LossCatalogue.All.IsAtSocket(reason) ? this : null;

    /// <summary>The states with losses.</summary>
    public override string ToString() => string.Join(", ", new[] { ("running", Running), ("preempted", Preempted), ("waiting", Waiting), ("asleep", Asleep), ("unknown", Unknown) }
        .Where(s => s.Item2 > 0).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Item2:N0} {s.Item1}")));
}
