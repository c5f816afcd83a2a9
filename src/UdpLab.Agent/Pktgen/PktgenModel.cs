using System.Globalization;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>
/// What a device's file should show: its text, modified by each command (pktgen_if_write and pktgen_if_show,
/// net/core/pktgen.c). It is used to check a combination before it is written, and each write afterwards.
/// </summary>
internal sealed class PktgenModel
{
    private const string FlagsKey = "Flags";
    private const long Never = 0x7FFFFFFF;

    private readonly Dictionary<string, string> _values;
    private readonly HashSet<string> _flags;

    private PktgenModel(PktgenText text)
    {
        _values = new Dictionary<string, string>(text.Parameters, StringComparer.Ordinal);
        _flags = [.. text.Flags];
    }

    public static PktgenModel Of(PktgenText text) => new(text);

    public string this[string key] => PktgenVocabulary.Canonical(key, _values.GetValueOrDefault(key) ?? PktgenVocabulary.DefaultOf(key));

    public bool Has(string key) => _values.ContainsKey(key);

    public bool HasFlag(string flag) => _flags.Contains(flag);

    public long Number(string key) => long.TryParse(this[key], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    public bool HasImix => Has("imix_weights");

    /// <summary>The kernel executes the command without a result line; the previous result stays.</summary>
    public static bool IsSilent(string name, string value) => name is "imix_weights"
        || (name is "vlan_id" or "svlan_id" && int.TryParse(value, CultureInfo.InvariantCulture, out int id) && id > PktgenVocabulary.HighestVlan);

    /// <summary>Applies a command; returns the keys it changes.</summary>
    public string[] Apply(string name, string value)
    {
        switch (name)
        {
            case "clear_counters" or "debug":
                return [];
            case "flag":
                return ApplyFlag(value);
            case "pkt_size":
                return Put("min_pkt_size", value, "max_pkt_size", value);
            case "burst":
                return Put("burst", value == "0" ? "1" : value);
            case "delay":
                return Put("delay", value == Text(Never) ? Text(ulong.MaxValue) : value);
            case "ratep":
                return Put("delay", Text(1_000_000_000 / long.Parse(value, CultureInfo.InvariantCulture)));
            case "rate":
                return Put("delay", Text(Number("min_pkt_size") * 8000 / long.Parse(value, CultureInfo.InvariantCulture)));
            case "tos" or "traffic_class":
                return Put(name, "0x" + value.ToLowerInvariant());
            case "spi":
                return [];
            case "vlan_id" or "svlan_id" when IsSilent(name, value):
                string[] tags = ["vlan_id", "vlan_p", "vlan_cfi", "svlan_id", "svlan_p", "svlan_cfi"];
                Array.ForEach(tags, tag => _values.Remove(tag));
                return tags;
            case "vlan_id" or "svlan_id":
                _ = _values.TryAdd(name.Replace("id", "p", StringComparison.Ordinal), "0");
                _ = _values.TryAdd(name.Replace("id", "cfi", StringComparison.Ordinal), "0");
                _ = _values.Remove("mpls");
                return Put(name, value);
            case "mpls":
                return ApplyLabels(value);
            case "dst6" or "dst6_min" or "dst6_max" or "src6":
                _ = _flags.Add("IPV6");
                return Put(PktgenVocabulary.KeyOf(name), value, FlagsKey, "");
            default:
                return Put(PktgenVocabulary.KeyOf(name), value);
        }
    }

    /// <summary>How the file differs from the model in these keys; null if it does not.</summary>
    public string? Difference(PktgenText read, IEnumerable<string> keys)
    {
        PktgenModel real = Of(read);
        foreach (string key in keys)
        {
            if (key == FlagsKey)
            {
                // The file shows sequential flows only if flows are set.
                string? flag = _flags.Except(real._flags).Concat(real._flags.Except(_flags)).FirstOrDefault(f => !f.StartsWith("FLOW_", StringComparison.Ordinal) && !f.StartsWith("spi:", StringComparison.Ordinal));
                if (flag is not null)
                {
                    return $"flag {flag} is {(real.HasFlag(flag) ? "on" : "off")}";
                }
            }
            else if (real[key] != this[key])
            {
                return real.Has(key) ? $"{key} is {real[key]}" : $"the file has no {key}";
            }
        }

        return null;
    }

    /// <summary>The commands that make a new device like this one.</summary>
    public IEnumerable<string> Commands()
    {
        bool ipv6 = HasFlag("IPV6");
        foreach ((string key, string value) in _values)
        {
            string? command = key switch
            {
                "ifname" or FlagsKey => null,
                "mpls" => $"mpls {value.Replace(" ", "", StringComparison.Ordinal)}",
                "tos" or "traffic_class" => $"{key} {value[2..]}",
                "xmit_mode" => $"xmit_mode {this[key]}",
                "saddr" => $"src6 {value}",
                "daddr" => $"dst6 {value}",
                "min_daddr" => $"dst6_min {value}",
                "max_daddr" => $"dst6_max {value}",
                "min_saddr" or "max_saddr" => null,
                "delay" when value == Text(ulong.MaxValue) => $"delay {Text(Never)}",
                "dst_min" or "dst_max" or "src_min" or "src_max" when value.Length == 0 || ipv6 => null,
                "min_pkt_size" or "max_pkt_size" when value == "0" => null,
                _ => $"{key} {value}",
            };
            if (command is not null)
            {
                yield return command;
            }
        }

        foreach (string flag in _flags.Where(f => f is not ("IPV6" or "FLOW_RND" or "SHARED")))
        {
            yield return flag.StartsWith("spi:", StringComparison.Ordinal) ? $"spi {flag[4..]}" : $"flag {flag}";
        }
    }

    private string[] ApplyFlag(string value)
    {
        if (value[0] == '!')
        {
            _ = _flags.Remove(value[1..]);
        }
        else
        {
            _ = _flags.Add(value);
        }

        return [FlagsKey];
    }

    private string[] ApplyLabels(string value)
    {
        string[] labels = [.. value.Split(',').Select(l => l.PadLeft(8, '0').ToLowerInvariant())];
        if (labels.Any(l => (Convert.ToUInt32(l, 16) & 0x100) != 0))
        {
            // The bottom-of-stack bit stands for "random" here.
            _ = _flags.Add("MPLS_RND");
        }

        Array.ForEach(["vlan_id", "vlan_p", "vlan_cfi", "svlan_id", "svlan_p", "svlan_cfi"], tag => _values.Remove(tag));
        return Put("mpls", string.Join(", ", labels), FlagsKey, "");
    }

    private string[] Put(params string[] pairs)
    {
        List<string> keys = [];
        for (int i = 0; i < pairs.Length; i += 2)
        {
            keys.Add(pairs[i]);
            if (pairs[i] != FlagsKey)
            {
                _values[pairs[i]] = pairs[i + 1];
            }
        }

        return [.. keys];
    }

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
