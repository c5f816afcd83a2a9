using System.Collections;
using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A mix of packet sizes (imix_weights, Linux 5.15): sizes with their weights, as in "64,7 576,4 1500,1" or @{ 64 = 7; 576 = 4; 1500 = 1 }.</summary>
public sealed record PktgenImix
{
    private const int MaximumEntries = 20;

    /// <summary>"size,weight" pairs separated by spaces.</summary>
    /// <exception cref="FormatException">The text has another form or more than 20 pairs, or a size is below 42 bytes.</exception>
    public PktgenImix(string text)
        : this(Pairs(text), text)
    {
    }

    /// <summary>Sizes as keys, weights as values.</summary>
    /// <exception cref="FormatException">A key or value is not a whole number, there are more than 20 pairs, or a size is below 42 bytes.</exception>
    public PktgenImix(IDictionary weights)
        : this([.. weights.Entries().Select(e => (Number(e.Key), Number(e.Value))).OrderBy(e => e.Item1)], string.Join(' ', weights.Entries().Select(e => $"{e.Key},{e.Value}")))
    {
    }

    private PktgenImix((long Size, long Weight)[] entries, string text)
    {
        if (entries.Length is 0 or > MaximumEntries || entries.Any(e => e.Size is < PktgenVocabulary.SmallestPacket or > PktgenVocabulary.LargestPacket || e.Weight is < 1 or > int.MaxValue))
        {
            throw new FormatException($"'{text}' is not a mix of sizes: give up to {MaximumEntries} pairs of a size ({PktgenVocabulary.SmallestPacket} to {PktgenVocabulary.LargestPacket} bytes) and a weight above 0, as in '64,7 576,4 1500,1'.");
        }

        Entries = entries;
    }

    internal IReadOnlyList<(long Size, long Weight)> Entries { get; }

    /// <summary>The text form.</summary>
    public override string ToString() => string.Join(' ', Entries.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Size},{e.Weight}")));

    private static (long Size, long Weight)[] Pairs(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split(',')).Select(p => p.Length == 2 ? (Number(p[0]), Number(p[1])) : (-1, -1))];

    private static long Number(object? value) => long.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;
}
