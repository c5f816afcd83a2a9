using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab.Wire;

/// <summary>
/// A device's file in /proc/net/pktgen, parsed (pktgen_if_show, net/core/pktgen.c, 3.10 to 6.18): "key: value" pairs in two
/// sections, and the result of the last command or run. Values that the kernel does not print are missing.
/// </summary>
internal sealed partial record PktgenText
{
    /// <summary>Its settings, under the kernel's keys: min_pkt_size, dst_min, Flags and the like.</summary>
    public Dictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>Its progress: pkts-sofar, errors, started and the like.</summary>
    public Dictionary<string, string> Current { get; } = new(StringComparer.Ordinal);

    /// <summary>The text after "Result: ", several lines for a run; empty if there is none.</summary>
    public string Result { get; private set; } = "";

    /// <summary>Packets sent in the latest run, even during it.</summary>
    public long SoFar => Number(Current, "pkts-sofar");

    /// <summary>Failed sends of that run.</summary>
    public long Errors => Number(Current, "errors");

    /// <summary>Duration of the latest run in seconds, as pktgen states it; null if it does not.</summary>
    public double? RunSeconds => Run() is { Success: true } run ? long.Parse(run.Groups[1].Value, CultureInfo.InvariantCulture) / 1e6 : null;

    /// <summary>The words of "Flags:"; FLOW_SEQ and FLOW_RND only if there are flows.</summary>
    public string[] Flags => Words(ServiceParameterIndex().Replace(Parameters.GetValueOrDefault("Flags", ""), "$0 "));

    /// <summary>Parses a text. Nothing in it is an error: unknown keys are kept, damaged ones are missing.</summary>
    public static PktgenText Parse(string text)
    {
        PktgenText parsed = new();
        int result = text.StartsWith(ResultKey, StringComparison.Ordinal) ? 0 : text.IndexOf("\n" + ResultKey, StringComparison.Ordinal) + 1;
        bool has = text.AsSpan(result).StartsWith(ResultKey, StringComparison.Ordinal);
        if (has)
        {
            parsed.Result = text[(result + ResultKey.Length)..].Trim();
        }

        Dictionary<string, string> section = parsed.Parameters;
        foreach (ReadOnlySpan<char> line in (has ? text.AsSpan(0, result) : text).EnumerateLines())
        {
            const string parameters = "Params: ", current = "Current:";
            ReadOnlySpan<char> pairs = line;
            if (line.StartsWith(current))
            {
                section = parsed.Current;
                pairs = line[current.Length..];
            }
            else if (line.StartsWith(parameters))
            {
                // The only key without a colon.
                pairs = line[parameters.Length..];
                pairs = AddCount(section, pairs);
            }

            AddPairs(section, pairs);
        }

        return parsed;
    }

    /// <summary>The words of a text, without empty ones.</summary>
    public static string[] Words(string? text) => text?.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries) ?? [];

    private const string ResultKey = "Result:";

    private static ReadOnlySpan<char> AddCount(Dictionary<string, string> section, ReadOnlySpan<char> line)
    {
        const string count = "count ";
        if (!line.StartsWith(count))
        {
            return line;
        }

        ReadOnlySpan<char> rest = line[count.Length..];
        int end = rest.IndexOf(' ');
        _ = section.TryAdd("count", (end < 0 ? rest : rest[..end]).ToString());
        return end < 0 ? [] : rest[end..];
    }

    private static void AddPairs(Dictionary<string, string> section, ReadOnlySpan<char> line)
    {
        string? key = null;
        bool serviceTag = false;
        int from = 0;
        for (int start = 0, end; start < line.Length; start = end)
        {
            for (; start < line.Length && IsSpace(line[start]); start++)
            {
            }

            for (end = start; end < line.Length && !IsSpace(line[end]); end++)
            {
            }

            ReadOnlySpan<char> word = line[start..end];
            if (!IsKey(word))
            {
                continue;
            }

            Add(section, key, line[from..start]);
            key = word[..^1].ToString();
            serviceTag |= key == "svlan_id";

            // The second tag's line repeats the keys of the first.
            key = serviceTag && key.StartsWith("vlan_", StringComparison.Ordinal) ? "s" + key : key;
            from = end;
        }

        Add(section, key, line[from..]);
    }

    private static void Add(Dictionary<string, string> section, string? key, ReadOnlySpan<char> value)
    {
        if (key is not null)
        {
            _ = section.TryAdd(key, value.Trim().ToString());
        }
    }

    private static bool IsSpace(char letter) => letter is ' ' or '\t' or '\r';

    private static bool IsKey(ReadOnlySpan<char> word) => word.Length > 1 && word[^1] == ':' && word[..^1].IndexOfAnyExcept(_keyCharacters) < 0;

    private static readonly System.Buffers.SearchValues<char> _keyCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    private static long Number(Dictionary<string, string> section, string key) =>
        long.TryParse(section.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private Match Run() => RunLine().Match(Result);

    // Before Linux 4.17 no space follows it: "IPSEC spi:77MACSRC_RND".
    [GeneratedRegex("spi:[0-9]+")]
    private static partial Regex ServiceParameterIndex();

    // OK: 4503523(c4406436+d97086) usec, 200000 (60byte,0frags)
    [GeneratedRegex(@"^OK: ([0-9]{1,15})\(c[0-9]+\+d[0-9]+\) (?:usec|nsec)")]
    private static partial Regex RunLine();
}
