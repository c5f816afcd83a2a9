using System.Globalization;
using System.Text;

namespace UdpLab;

/// <summary>
/// Text by the columns it takes in a terminal and in plain text: East Asian characters and emoji take two, combining ones none
/// (Unicode Standard Annex 11).
/// </summary>
internal static class TextColumns
{
    // What is W or F in EastAsianWidth.txt, and emoji that terminals show as such.
    private static readonly (int From, int To)[] _wide =
    [
        (0x1100, 0x115f), (0x231a, 0x231b), (0x2329, 0x232a), (0x23e9, 0x23ec), (0x2614, 0x2615), (0x26a1, 0x26a1), (0x2705, 0x2705), (0x274c, 0x274c), (0x2e80, 0x303e), (0x3041, 0x33ff), (0x3400, 0x4dbf),
        (0x4e00, 0xa4cf), (0xa960, 0xa97f), (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe10, 0xfe19), (0xfe30, 0xfe6f), (0xff00, 0xff60), (0xffe0, 0xffe6), (0x1f300, 0x1f64f), (0x1f680, 0x1f6ff), (0x1f900, 0x1faff), (0x20000, 0x3fffd),
    ];

    /// <summary>The columns of a text without control characters.</summary>
    public static int Width(string text) => Ascii.IsValid(text) ? text.Length : text.EnumerateRunes().Sum(Width);

    /// <summary>Shortens a text to a number of columns.</summary>
    public static string Fit(string text, int width, string ellipsis)
    {
        if (Width(text) <= width)
        {
            return text;
        }

        string end = width > ellipsis.Length ? ellipsis : "";
        int left = width - end.Length, length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            left -= Width(rune);
            if (left < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length] + end;
    }

    /// <summary>
    /// Shortens texts that stand for different things, such as the labels of an axis, so that they stay different where they can:
    /// those that would be cut to the same text lose their beginning instead, as far as it is the same.
    /// </summary>
    public static IReadOnlyList<string> Fit(IReadOnlyList<string> texts, int width, string ellipsis)
    {
        string[] cut = [.. texts.Select(text => Fit(text, width, ellipsis))];
        foreach (int[] same in Enumerable.Range(0, cut.Length).GroupBy(i => cut[i]).Select(group => group.ToArray()))
        {
            string first = texts[same[0]];
            if (Array.TrueForAll(same, i => texts[i] == first))
            {
                continue;
            }

            int common = same.Min(i => Common(first, texts[i]));
            foreach (int i in same)
            {
                cut[i] = Fit(ellipsis + texts[i][Math.Min(common, Tail(texts[i], width - ellipsis.Length))..], width, ellipsis);
            }
        }

        return cut;
    }

    /// <summary>The text with spaces behind it, up to a number of columns.</summary>
    public static string PadRight(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>The text with spaces before it.</summary>
    public static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Width(text))) + text;

    /// <summary>Breaks a text at spaces, and words that are longer than a line; a backslash stays with what it escapes.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && Width(line) + 1 + Width(word) > width)
            {
                yield return line;
                line = "";
            }

            string rest = word;
            while (line.Length == 0 && Width(rest) > width)
            {
                string piece = Fit(rest, width, "");
                piece = piece.Length > 1 && piece[^1] == '\\' ? piece[..^1] : piece.Length > 0 ? piece : rest[..(char.IsHighSurrogate(rest[0]) ? 2 : 1)];
                yield return piece;
                rest = rest[piece.Length..];
            }

            line = line.Length == 0 ? rest : $"{line} {rest}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }

    private static int Width(Rune rune)
    {
        int value = rune.Value;
        return value < 0x300 ? 1
            : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0
            : value >= _wide[0].From && Array.Exists(_wide, range => value >= range.From && value <= range.To) ? 2
            : 1;
    }

    /// <summary>Characters that two texts have in common at their beginning, by whole characters.</summary>
    private static int Common(string one, string other)
    {
        int length = one.AsSpan().CommonPrefixLength(other);
        return length > 0 && char.IsHighSurrogate(one[length - 1]) ? length - 1 : length;
    }

    /// <summary>Where the last so many columns of a text begin.</summary>
    private static int Tail(string text, int width)
    {
        int at = text.Length;
        for (int left = width; at > 0;)
        {
            int length = at > 1 && char.IsLowSurrogate(text[at - 1]) ? 2 : 1;
            left -= Width(text[(at - length)..at]);
            if (left < 0)
            {
                break;
            }

            at -= length;
        }

        return at;
    }
}
