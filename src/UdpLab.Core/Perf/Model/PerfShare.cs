using System.Globalization;

namespace UdpLab;

/// <summary>A CPU's or a command's part of a profile.</summary>
/// <param name="Name">The command, or the CPU's number.</param>
/// <param name="Samples">Its samples.</param>
/// <param name="Overhead">Their share of all samples, percent 0..100.</param>
public sealed record PerfShare(string Name, long Samples, double Overhead)
{
    /// <summary>Name and share.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Overhead:F2}%");
}
