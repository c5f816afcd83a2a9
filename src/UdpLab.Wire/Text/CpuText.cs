using System.Globalization;

namespace UdpLab.Wire;

/// <summary>Sets of CPUs as the kernel writes them: lists (0-3,8) and masks (ff,00000001).</summary>
internal static class CpuText
{
    /// <summary>The text of an empty list.</summary>
    public const string None = "none";

    /// <summary>Maximum number of CPUs of a kernel (CONFIG_NR_CPUS), and the longest list.</summary>
    public const int Most = 8192;

    public static string List(IEnumerable<int> cpus)
    {
        int[] sorted = [.. cpus.Distinct().Order()];
        List<string> ranges = [];
        for (int i = 0; i < sorted.Length;)
        {
            int end = i;
            while (end + 1 < sorted.Length && sorted[end + 1] == sorted[end] + 1)
            {
                end++;
            }

            ranges.Add(string.Create(CultureInfo.InvariantCulture, $"{sorted[i]}{(end > i ? "-" + sorted[end].ToString(CultureInfo.InvariantCulture) : "")}"));
            i = end + 1;
        }

        return ranges.Count == 0 ? None : string.Join(',', ranges);
    }

    /// <summary>The CPUs of a list, in its order.</summary>
    /// <exception cref="FormatException">Malformed, or CPU numbers beyond the limit, which is checked before the list is expanded.</exception>
    public static int[] ParseList(string text)
    {
        List<int> cpus = [];
        foreach (string part in text.Trim() is None or "" ? [] : text.Split(','))
        {
            string[] ends = part.Trim().Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first) || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last) || last < first)
            {
                throw new FormatException($"'{Shortened(part)}' is neither a CPU nor a range of CPUs.");
            }

            if (last >= Most || cpus.Count + last - first >= Most)
            {
                throw new FormatException($"'{Shortened(part)}': Linux has {Most} CPUs at most, numbered from 0.");
            }

            cpus.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return [.. cpus];
    }

    private static string Shortened(string part) => part.Length > 30 ? part[..30] + "..." : part;

    /// <summary>32-bit words in hexadecimal, highest first.</summary>
    public static string Mask(IEnumerable<int> cpus)
    {
        uint[] words = new uint[1];
        foreach (int cpu in cpus)
        {
            if (cpu / 32 >= words.Length)
            {
                Array.Resize(ref words, (cpu / 32) + 1);
            }

            words[cpu / 32] |= 1u << (cpu % 32);
        }

        return string.Join(',', words.AsEnumerable().Reverse().Select(w => w.ToString("x8", CultureInfo.InvariantCulture)));
    }

    public static int[] ParseMask(string text)
    {
        List<int> cpus = [];
        string[] words = text.Trim().Split(',');
        for (int i = 0; i < words.Length; i++)
        {
            if (i >= Most / 32 || !uint.TryParse(words[^(i + 1)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint word))
            {
                throw new FormatException($"'{Shortened(text)}' is not a mask of CPUs.");
            }

            for (int bit = 0; bit < 32; bit++)
            {
                if ((word & (1u << bit)) != 0)
                {
                    cpus.Add((i * 32) + bit);
                }
            }
        }

        return [.. cpus];
    }
}
