using UdpLab.Wire;

namespace UdpLab;

/// <summary>Names of features and coalescing parameters: the kernel's, ethtool's and this module's.</summary>
internal static class NicNames
{
    /// <summary>ethtool's short and long feature names and the kernel's names they stand for (ethtool(8), -K). A * is a wildcard.</summary>
    private static readonly (string Short, string Long, string[] Kernel)[] _features =
    [
        ("rx", "rx-checksumming", ["rx-checksum"]),
        ("tx", "tx-checksumming", ["tx-checksum-*"]),
        ("sg", "scatter-gather", ["tx-scatter-gather*"]),
        ("tso", "tcp-segmentation-offload", ["tx-tcp*-segmentation"]),
        ("gso", "generic-segmentation-offload", ["tx-generic-segmentation"]),
        ("gro", "generic-receive-offload", ["rx-gro"]),
        ("lro", "large-receive-offload", ["rx-lro"]),
        ("rxvlan", "rx-vlan-offload", ["rx-vlan-hw-parse"]),
        ("txvlan", "tx-vlan-offload", ["tx-vlan-hw-insert"]),
        ("ntuple", "ntuple-filters", ["rx-ntuple-filter"]),
        ("rxhash", "receive-hashing", ["rx-hashing"]),
    ];

    /// <summary>ethtool's short feature names.</summary>
    public static IEnumerable<string> ShortFeatures => _features.Select(f => f.Short);

    /// <summary>ethtool's names of the coalescing parameters, in its order.</summary>
    public static IReadOnlyList<string> Coalescing { get; } =
    [
        "adaptive-rx", "adaptive-tx", "rx-usecs", "rx-frames", "rx-usecs-irq", "rx-frames-irq", "tx-usecs", "tx-frames", "tx-usecs-irq", "tx-frames-irq",
        "stats-block-usecs", "pkt-rate-low", "rx-usecs-low", "rx-frames-low", "tx-usecs-low", "tx-frames-low", "pkt-rate-high", "rx-usecs-high",
        "rx-frames-high", "tx-usecs-high", "tx-frames-high", "sample-interval", "cqe-mode-tx", "cqe-mode-rx",
    ];

    /// <summary>The kernel's names that a feature name stands for, among those present; empty if none.</summary>
    public static string[] KernelFeatures(string name, IReadOnlyCollection<string> there)
    {
        (string Short, string Long, string[] Kernel) found = Array.Find(_features, f => f.Short.Equals(name, StringComparison.OrdinalIgnoreCase) || f.Long.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found.Kernel is null
            ? [.. there.Where(t => t.Equals(name, StringComparison.OrdinalIgnoreCase))]
            : [.. there.Where(t => found.Kernel.Any(k => Fits(k, t)))];
    }

    private static bool Fits(string pattern, string name) => pattern.Split('*') is [var start, var end]
        ? name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal)
        : name == pattern;

    /// <summary>"rx-usecs" as a property name: RxUsecs.</summary>
    public static string Property(string ethtool) => string.Concat(ethtool.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>ethtool's name of a coalescing parameter, given as a property name or as ethtool's own.</summary>
    public static string? EthtoolCoalescing(string name) =>
        Coalescing.FirstOrDefault(c => c.Equals(name, StringComparison.OrdinalIgnoreCase) || Property(c).Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Features by the kernel's names and ethtool's short ones; a short name for several features is on if any of them is.</summary>
    public static Dictionary<string, bool> WithShortNames(Dictionary<string, bool> features)
    {
        Dictionary<string, bool> all = new(features, StringComparer.OrdinalIgnoreCase);
        foreach (string name in ShortFeatures)
        {
            string[] kernel = KernelFeatures(name, features.Keys);
            if (kernel.Length > 0)
            {
                all[name] = kernel.Any(k => features[k]);
            }
        }

        return all;
    }
}
