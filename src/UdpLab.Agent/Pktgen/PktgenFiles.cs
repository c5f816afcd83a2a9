using UdpLab.Agent.Native;
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
    public static int[] Cpus() => [.. Names().Where(IsThread).Select(CpuOf).Order()];

    public static string[] Devices() => [.. Names().Where(n => n != Control && !IsThread(n)).Order(StringComparer.Ordinal)];

    /// <summary>A file's text, null when it has gone, also between opening and reading (proc_reg_read of fs/proc/inode.c: EIO).</summary>
    public static string? Read(string name)
    {
        try
        {
            return File.ReadAllText($"{Folder}/{name}");
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException || e.HResult == Errno.EIO)
        {
            return null;
        }
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

    private static int CpuOf(string name) => int.Parse(name.AsSpan(ThreadPrefix.Length), System.Globalization.CultureInfo.InvariantCulture);

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
