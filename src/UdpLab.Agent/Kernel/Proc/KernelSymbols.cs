using System.Globalization;

namespace UdpLab.Agent.Kernel;

/// <summary>Functions of the running kernel, by address (/proc/kallsyms, which shows addresses to CAP_SYSLOG only).</summary>
internal static class KernelSymbols
{
    private const string Path = "/proc/kallsyms";

    /// <summary>The functions that these addresses are in; those that are not known are missing.</summary>
    public static Dictionary<ulong, string> Of(IReadOnlyCollection<ulong> addresses)
    {
        // The last function that begins at or before each: the file is not sorted, and has a line for each of 200,000.
        Dictionary<ulong, (ulong Begin, string Name)> nearest = [];
        if (addresses.Count == 0 || !File.Exists(Path))
        {
            return [];
        }

        foreach (string line in File.ReadLines(Path))
        {
            // ffffffff81a592eb t name [module]
            int space = line.IndexOf(' ');
            if (space <= 0 || line.Length < space + 4 || line[space + 1] is not ('t' or 'T' or 'w' or 'W')
                || !ulong.TryParse(line.AsSpan(0, space), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong begin) || begin == 0)
            {
                continue;
            }

            foreach (ulong address in addresses)
            {
                if (begin <= address && (!nearest.TryGetValue(address, out (ulong Begin, string Name) known) || begin > known.Begin))
                {
                    nearest[address] = (begin, line[(space + 3)..].Split('\t')[0]);
                }
            }
        }

        return nearest.ToDictionary(n => n.Key, n => n.Value.Name);
    }
}
