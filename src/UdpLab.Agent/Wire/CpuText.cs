using System.Globalization;

namespace UdpLab.Wire;

/// <summary>Sets of CPUs as the kernel writes them: lists (0-3,8) and masks (ff,00000001).</summary>
internal static class CpuText
{
    /// <summary>What stands for no CPU in a list.</summary>
    public const string None = "none";

    // NR_CPUS of the largest configuration there is (MAXSMP of x86): a range is checked before it is expanded.
    private const int MostCpus = 8192;

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

    public static int[] ParseList(string text)
    {
        List<int> cpus = [];
        foreach (string part in text == None ? [] : text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split('-');
            int first = int.Parse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture);
            int last = int.Parse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture);
            if (ends.Length > 2 || first > last || last >= MostCpus)
            {
                throw new FormatException($"'{part}' is no range of CPUs.");
            }

            cpus.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return [.. cpus];
    }

    /// <summary>Words of 32 bits in hexadecimal, the highest first.</summary>
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
            uint word = uint.Parse(words[^(i + 1)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
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
