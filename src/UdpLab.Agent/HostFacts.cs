using System.Text;
using UdpLab.Agent.Native;
using UdpLab.Wire;

namespace UdpLab.Agent;

/// <summary>What does not change while a host runs: told in the first line.</summary>
internal static unsafe class HostFacts
{
    private const int UnameField = 65;

    /// <summary>uname -r.</summary>
    public static string Release
    {
        get
        {
            byte* names = stackalloc byte[6 * UnameField];
            _ = Libc.Uname(names);
            return Field(names, 2);
        }
    }

    public static Hello Read()
    {
        byte* names = stackalloc byte[6 * UnameField];
        _ = Libc.Uname(names);
        return new Hello
        {
            Protocol = Hello.CurrentProtocol,
            ProcessId = Environment.ProcessId,
            NodeName = Field(names, 1),
            Kernel = Field(names, 2),
            Architecture = Field(names, 4),
            Distribution = Distribution(),
            OnlineCpus = Cpu.Online(),
            Capabilities = Privileges.Effective,
            BootId = TextOf("/proc/sys/kernel/random/boot_id") ?? "",
            Interfaces = InterfaceNames(),
        };
    }

    private static string[] InterfaceNames() => Directory.Exists("/sys/class/net")
        ? [.. Directory.EnumerateDirectories("/sys/class/net").Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)]
        : [];

    private static string Field(byte* names, int index)
    {
        ReadOnlySpan<byte> field = new(names + (index * UnameField), UnameField);
        return Encoding.UTF8.GetString(field[..field.IndexOf((byte)0)]);
    }

    private static string Distribution()
    {
        const string key = "PRETTY_NAME=";
        string? line = File.Exists("/etc/os-release") ? File.ReadLines("/etc/os-release").FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal)) : null;
        return line is null ? "" : line[key.Length..].Trim('"');
    }

    /// <summary>A small file's text, null where there is none or it may not be read.</summary>
    private static string? TextOf(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim().Replace('\t', ' ') : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
