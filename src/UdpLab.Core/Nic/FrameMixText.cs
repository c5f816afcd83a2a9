using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Sizes of frames as text: "60", "60..1514", "60:7,590:4,1514:1" (or pktgen's "60,7 590,4 1514,1"), and names.</summary>
internal static class FrameMixText
{
    /// <summary>Bytes of the frame check sequence, which sizes in RFCs include.</summary>
    public const int Fcs = 4;

    /// <summary>Stands for <see cref="Rfc2544Sizes"/>.</summary>
    public const string Rfc2544 = "Rfc2544";

    private const int LongestRange = 10_000;

    // The mix testers call simple IMIX: IP packets of 40, 576 and 1500 bytes, 7:4:1.
    private const string Imix = "Imix";

    // RFC 6985 section 4, with FCS; z, the MTU, depends on the interface and has no size here.
    private static readonly int[] _genome = [64, 128, 256, 512, 1024, 1280, 1518, 2112, 9000];

    /// <summary>The sizes for Ethernet of RFC 2544, section 9.1, without FCS.</summary>
    public static IReadOnlyList<int> Rfc2544Sizes { get; } = [.. new[] { 64, 128, 256, 512, 1024, 1280, 1518 }.Select(size => size - Fcs)];

    /// <summary>Names that stand for sizes.</summary>
    public static IReadOnlyList<string> Names { get; } = [Imix, Rfc2544];

    /// <summary>Parses a text into frames: one entry for a size or a mix, several for a range or a named list.</summary>
    /// <exception cref="FormatException">The text is none of them.</exception>
    public static FrameMix[] Parse(string text)
    {
        string given = text.Trim();
        return given.Equals(Imix, StringComparison.OrdinalIgnoreCase) ? [OfIp(40, 576, 1500)]
            : given.Equals(Rfc2544, StringComparison.OrdinalIgnoreCase) ? [.. Rfc2544Sizes.Select(size => new FrameMix(size))]
            : given.Length > 1 && given.All(letter => letter - 'a' is >= 0 and < 9) ? [OfGenome(given)]
            : given.Split("..") is [var from, var to] ? Range(Number(from), Number(to), text)
            : given.Contains(':', StringComparison.Ordinal) ? [OfPairs(given.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), ':', text)]
            : given.Contains(',', StringComparison.Ordinal) && given.Contains(' ', StringComparison.Ordinal) ? [OfPairs(given.Split(' ', StringSplitOptions.RemoveEmptyEntries), ',', text)]
            : [new FrameMix([(Number(given), 1)], null, text)];
    }

    /// <summary>A whole number; -1 for anything else.</summary>
    public static int Number(object? value) => int.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;

    public static FormatException Wrong(string text) => new(string.Create(CultureInfo.InvariantCulture,
        $"'{text}' is neither a size nor a mix: give sizes of frames without FCS ({FrameMix.Shortest} to {FrameMix.Longest} bytes), a range as in 60..1514, a mix of 'size:weight' pairs as in '60:7,590:4,1514:1', {string.Join(", ", Names)}, or a genome of RFC 6985 as in 'aaafg'."));

    private static FrameMix OfIp(int small, int middle, int large) =>
        new([(Math.Max(small + FrameLength.Ethernet, FrameLength.Shortest), 7), (middle + FrameLength.Ethernet, 4), (large + FrameLength.Ethernet, 1)], Imix, Imix);

    private static FrameMix OfGenome(string genome) =>
        new([.. genome.GroupBy(letter => letter).OrderBy(same => same.Key).Select(same => (_genome[same.Key - 'a'] - Fcs, same.Count()))], genome, genome);

    private static FrameMix[] Range(int from, int to, string text) => from < 0 || to < 0 || Math.Abs(to - from) >= LongestRange
        ? throw Wrong(text)
        : [.. Enumerable.Range(0, Math.Abs(to - from) + 1).Select(i => new FrameMix([(from + (i * Math.Sign(to - from)), 1)], null, text))];

    private static FrameMix OfPairs(string[] pairs, char separator, string text) =>
        new([.. pairs.Select(pair => pair.Split(separator)).Select(p => p.Length == 2 ? (Number(p[0]), Number(p[1])) : (-1, -1))], null, text);
}
