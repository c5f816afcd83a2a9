using System.Globalization;

namespace UdpLab.Agent.Kernel;

/// <summary>Capabilities of this process (capabilities(7)).</summary>
internal static class Privileges
{
    /// <summary>CapEff of /proc/self/status.</summary>
    public static ulong Effective { get; } = Read();

    public static bool Has(int capability) => (Effective & (1UL << capability)) != 0;

    private static ulong Read()
    {
        const string key = "CapEff:";
        string? line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? 0 : ulong.Parse(line[key.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
