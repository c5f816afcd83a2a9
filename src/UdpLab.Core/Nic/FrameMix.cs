using System.Collections;
using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Frames of one size, or a mix of sizes with weights (IMIX), in bytes without FCS and tags: 60, "60:7,590:4,1514:1" or @{ 60 = 7; 1514 = 1 }.</summary>
public sealed class FrameMix
{
    /// <summary>The longest IP packet in an Ethernet frame.</summary>
    internal const int Longest = FrameLength.LongestIp + FrameLength.Ethernet;

    /// <summary>The headers of a UDP packet over IPv4, without payload; Ethernet pads it.</summary>
    internal const int Shortest = FrameLength.Ethernet + 20 + FrameLength.Udp;

    private readonly string? _name;

    /// <summary>Frames of one size.</summary>
    /// <exception cref="FormatException">The size is not that of a UDP packet: 42 to 65549.</exception>
    public FrameMix(int size)
        : this([(size, 1)], null, size.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>A size, a mix of "size:weight" pairs, or a mix by name; <see cref="FrameMixText"/> has the forms.</summary>
    /// <exception cref="FormatException">The text is none of them, or means several sizes.</exception>
    public FrameMix(string text)
        : this(Single(text))
    {
    }

    /// <summary>Sizes as keys, weights as values.</summary>
    /// <exception cref="FormatException">A key or value is not a whole number, or out of range.</exception>
    public FrameMix(IDictionary weights)
        : this([.. weights.Entries().Select(e => (FrameMixText.Number(e.Key), FrameMixText.Number(e.Value))).OrderBy(e => e.Item1)], null, string.Join(',', weights.Entries().Select(e => $"{e.Key}:{e.Value}")))
    {
    }

    internal FrameMix((int Size, int Weight)[] entries, string? name, string text)
    {
        if (entries.Length == 0 || Array.Exists(entries, e => e.Size is < Shortest or > Longest || e.Weight < 1))
        {
            throw FrameMixText.Wrong(text);
        }

        Entries = entries;
        _name = name;
    }

    private FrameMix(FrameMix other)
    {
        Entries = other.Entries;
        _name = other._name;
    }

    /// <summary>Whether it is a mix of several sizes.</summary>
    public bool IsMix => Entries.Count > 1;

    /// <summary>The sizes, each with its share of all weights.</summary>
    internal IReadOnlyList<(int Size, int Weight)> Entries { get; }

    /// <summary>The average over all frames of a value that depends on the size.</summary>
    internal double Average(Func<int, double> ofSize) => Entries.Sum(e => e.Weight * ofSize(e.Size)) / Entries.Sum(e => (double)e.Weight);

    /// <summary>A preset, with frames too short for a longer header enlarged; explicitly given sizes are unchanged.</summary>
    internal FrameMix AtLeast(int smallest) => _name is null ? this : new FrameMix([.. Entries.Select(e => (Math.Max(e.Size, smallest), e.Weight))], _name, _name);

    /// <summary>Its name if it has one, else the sizes with their weights.</summary>
    public override string ToString() => _name ?? (IsMix
        ? string.Join(',', Entries.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Size}:{e.Weight}")))
        : Entries[0].Size.ToString(CultureInfo.InvariantCulture));

    private static FrameMix Single(string text) => FrameMixText.Parse(text) is [var one] ? one : throw FrameMixText.Wrong(text);
}
