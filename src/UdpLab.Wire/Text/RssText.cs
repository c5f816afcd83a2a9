using System.Globalization;

namespace UdpLab.Wire;

/// <summary>
/// An RSS indirection table in compact form: "0-3 ×32" is 0, 1, 2, 3, repeated thirty-two times; "0 ×96, 1 ×32" is the result
/// of weights 3 and 1 with 128 entries. Every table has exactly one text, and every text is one table.
/// </summary>
internal static class RssText
{
    private const char Times = '×';

    // Far more than any device has: the largest indirection tables have a few thousand entries.
    private const int Longest = 65_536;

    public static string Of(ReadOnlySpan<int> table)
    {
        List<string> parts = [];
        for (int at = 0; at < table.Length;)
        {
            int length = 1;
            while (at + length < table.Length && table[at + length] == table[at] + length)
            {
                length++;
            }

            int times = 1;
            while (at + ((times + 1) * length) <= table.Length && table.Slice(at + (times * length), length).SequenceEqual(table.Slice(at, length)))
            {
                times++;
            }

            string run = length == 1 ? Number(table[at]) : $"{Number(table[at])}-{Number(table[at + length - 1])}";
            parts.Add(times == 1 ? run : $"{run} {Times}{Number(times)}");
            at += times * length;
        }

        return string.Join(", ", parts);
    }

    /// <summary>Parses a text.</summary>
    /// <exception cref="FormatException">Malformed, or longer than any device's table.</exception>
    public static int[] Parse(string text)
    {
        List<int> table = [];
        foreach (string part in text.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = part.Split(' ');
            string[] ends = words[0].Split('-');
            int first = Integer(ends[0]), last = Integer(ends[^1]), times = words.Length > 1 ? Integer(words[1].TrimStart(Times)) : 1;
            if (words.Length > 2 || ends.Length > 2 || first < 0 || last < first || times < 1 || table.Count + ((last - first + 1L) * times) > Longest)
            {
                throw new FormatException($"'{(part.Length > 30 ? part[..30] + "..." : part)}' is not part of an RSS table with at most {Longest} entries.");
            }

            for (int i = 0; i < times; i++)
            {
                table.AddRange(Enumerable.Range(first, last - first + 1));
            }
        }

        return [.. table];
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static int Integer(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
