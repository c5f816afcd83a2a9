using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>The files of /proc/net/pktgen: one for each kernel thread, one for each device, and the one that controls them.</summary>
internal static class PktgenFiles
{
    public const string Folder = "/proc/net/pktgen";
    public const string Control = "pgctrl";
    private const string ThreadPrefix = "kpktgend_";

    public static bool Exist => File.Exists($"{Folder}/{Control}");

    public static string ThreadName(int cpu) => $"{ThreadPrefix}{cpu}";

    /// <summary>CPUs that have a thread: those that were online when the module was loaded.</summary>
    public static int[] Cpus() => [.. Names().Where(IsThread).Select(CpuOf).OfType<int>().Order()];

    /// <summary>All devices, by the names they were added under.</summary>
    public static string[] Devices() => [.. Cpus().SelectMany(DevicesOf).Order(StringComparer.Ordinal)];

    /// <summary>
    /// A device's file. The kernel renames it with its interface; then only the text inside identifies the device
    /// (pktgen_change_name of net/core/pktgen.c). The same name if there is none.
    /// </summary>
    public static string FileOf(string name) => IsThread(name) || name == Control || File.Exists($"{Folder}/{name}") ? name
        : Names().FirstOrDefault(file => file != Control && !IsThread(file) && ReadFile(file) is { } text && PktgenText.Parse(text).Parameters.GetValueOrDefault("ifname") == name) ?? name;

    /// <summary>A file's text; null if it is gone.</summary>
    public static string? Read(string name) => ReadFile(name) ?? (FileOf(name) is var other && other != name ? ReadFile(other) : null);

    /// <summary>Also null if the device is removed between open and read (proc_reg_read of fs/proc/inode.c: EIO).</summary>
    private static string? ReadFile(string name)
    {
        string path = $"{Folder}/{name}";
        return TextFile.Read(path, out int errno) ?? (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.EIO ? null : throw AgentException.FromErrno(errno, $"Reading {path} failed", path));
    }

    /// <summary>Devices of a thread, running or not, in the kernel's order.</summary>
    public static string[] DevicesOf(int cpu)
    {
        string text = Read(ThreadName(cpu)) ?? "";
        return [.. text.Split('\n').Where(l => l.StartsWith("Running:", StringComparison.Ordinal) || l.StartsWith("Stopped:", StringComparison.Ordinal)).SelectMany(l => PktgenText.Words(l[8..]))];
    }

    /// <summary>A thread is sending.</summary>
    public static bool AnyRunning() => Cpus().Any(cpu => Array.Exists((Read(ThreadName(cpu)) ?? "").Split('\n'), l => l.StartsWith("Running:", StringComparison.Ordinal) && PktgenText.Words(l[8..]).Length > 0));

    /// <summary>Writes one command.</summary>
    /// <inheritdoc cref="PktgenHandle.Write"/>
    public static (int Errno, bool Whole) Write(string name, string command)
    {
        (PktgenHandle? handle, int errno) = PktgenHandle.Open(name);
        using (handle)
        {
            return handle?.Write(command) ?? (errno, false);
        }
    }

    private static bool IsThread(string name) => name.StartsWith(ThreadPrefix, StringComparison.Ordinal);

    private static int? CpuOf(string name) => int.TryParse(name.AsSpan(ThreadPrefix.Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int cpu) ? cpu : null;

    private static string[] Names()
    {
        try
        {
            return [.. Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)!)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
