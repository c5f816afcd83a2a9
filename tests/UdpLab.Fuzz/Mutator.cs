using System.Globalization;
using System.Text;

namespace UdpLab.Fuzz;

/// <summary>Damages texts in the ways that files, kernels and attackers do.</summary>
internal static class Mutator
{
    private const int LongestInput = 64 << 10, MostMutations = 5;
    private const string Likely = "\n\r\t \0:;,=-+.|[]{}()<>\"'\\/#@*%0123456789abcdefxInU";

    // Numbers at the edges of types, and words that parsers treat in a special way.
    private static readonly string[] _words =
    [
        "0", "-1", "1", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483649", "4294967295", "4294967296",
        "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e308", "1e999", "-0.0", "NaN", "Infinity", "0x7fffffffffffffff",
        "99999999999999999999999999", "00000000000000000000000000001", "null", "true", "{}", "[]", "\"\"", "[null]", "\\u0000", "\\ud800", "\uFEFF", "\uFFFD", "\u202E", "İ", "٣",
        "::", "::1", "0.0.0.0", "255.255.255.255", "0-0", "0-4095", "4095-0", "%s", "$(", "${", "../", "Include", "Match all", "Host *", "!*", "@revoked", "|1|", "[kernel.kallsyms]", "+0x0", "->", "%",
    ];

    /// <summary>A damaged version of one of the texts, the same for the same seed.</summary>
    public static byte[] Next(byte[][] seeds, Random random)
    {
        byte[] text = seeds[random.Next(seeds.Length)];
        for (int left = random.Next(1, MostMutations + 1); left > 0; left--)
        {
            text = Apply(text, seeds, random);
        }

        return text.Length > LongestInput ? text[..LongestInput] : text;
    }

    private static byte[] Apply(byte[] text, byte[][] seeds, Random random)
    {
        int at = random.Next(text.Length + 1);
        int length = random.Next(Math.Min(text.Length - at, random.Next(2) == 0 ? 4 : 200) + 1);
        return random.Next(12) switch
        {
            0 when text.Length > 0 => With(text, at % text.Length, (byte)random.Next(256)),
            1 when text.Length > 0 => With(text, at % text.Length, (byte)(text[at % text.Length] ^ (1 << random.Next(8)))),
            2 => Spliced(text, at, length, []),
            3 => Spliced(text, at, 0, [(byte)Likely[random.Next(Likely.Length)]]),
            4 => text[..at],
            5 => Spliced(text, at, random.Next(2) * length, Encoding.UTF8.GetBytes(_words[random.Next(_words.Length)])),
            6 => Spliced(text, at, 0, text.AsSpan(at, length).ToArray()),
            7 => WithNumber(text, at, random),
            8 => SwappedLines(text, random),
            9 => Spliced(text, at, length, Piece(seeds[random.Next(seeds.Length)], random)),
            10 => Spliced(text, at, 0, [.. Enumerable.Repeat((byte)Likely[random.Next(Likely.Length)], random.Next(50) == 0 ? LongestInput : 1 << random.Next(13))]),
            _ => WithoutLine(text, at),
        };
    }

    private static byte[] With(byte[] text, int at, byte value)
    {
        byte[] changed = [.. text];
        changed[at] = value;
        return changed;
    }

    private static byte[] Spliced(byte[] text, int at, int removed, byte[] inserted) => [.. text.AsSpan(0, at), .. inserted, .. text.AsSpan(at + removed)];

    private static byte[] Piece(byte[] text, Random random)
    {
        int at = random.Next(text.Length + 1);
        return text.AsSpan(at, random.Next(Math.Min(text.Length - at, 400) + 1)).ToArray();
    }

    /// <summary>The next number is another one.</summary>
    private static byte[] WithNumber(byte[] text, int at, Random random)
    {
        while (at < text.Length && !char.IsAsciiDigit((char)text[at]))
        {
            at++;
        }

        int end = at;
        while (end < text.Length && char.IsAsciiHexDigit((char)text[end]))
        {
            end++;
        }

        string number = random.Next(3) == 0 ? random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture) : _words[random.Next(22)];
        return Spliced(text, at, end - at, Encoding.ASCII.GetBytes(number));
    }

    private static byte[] SwappedLines(byte[] text, Random random)
    {
        string[] lines = Encoding.Latin1.GetString(text).Split('\n');
        (int one, int other) = (random.Next(lines.Length), random.Next(lines.Length));
        (lines[one], lines[other]) = (lines[other], lines[one]);
        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    private static byte[] WithoutLine(byte[] text, int at)
    {
        int start = text.AsSpan(0, at).LastIndexOf((byte)'\n') + 1, end = text.AsSpan(at).IndexOf((byte)'\n');
        return Spliced(text, start, (end < 0 ? text.Length : at + end + 1) - start, []);
    }
}
