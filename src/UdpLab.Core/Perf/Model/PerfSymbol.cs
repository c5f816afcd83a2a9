using System.Globalization;

namespace UdpLab;

/// <summary>A row of a flat profile, as in <c>perf report --no-children --sort comm,dso,sym</c>.</summary>
public sealed record PerfSymbol
{
    /// <summary>Share of the profile's events spent in this function itself, percent 0..100.</summary>
    public required double Overhead { get; init; }

    /// <summary>Samples taken in it.</summary>
    public required long Samples { get; init; }

    /// <summary>Events the samples stand for (the sum of their periods); 0 if the source does not say.</summary>
    public ulong EventCount { get; init; }

    /// <summary>The thread's name (comm).</summary>
    public required string Command { get; init; }

    /// <summary>The executable, library or kernel object, as perf report names it.</summary>
    public required string SharedObject { get; init; }

    /// <summary>Kernel or user.</summary>
    public required PerfScope Scope { get; init; }

    /// <summary>The function; [unknown] if perf found none.</summary>
    public required string Name { get; init; }

    /// <summary>The row as perf prints it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Overhead:F2}% {Command} {SharedObject} {(Scope == PerfScope.Kernel ? "[k]" : "[.]")} {Name}");
}
