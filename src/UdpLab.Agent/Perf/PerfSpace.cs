using System.Globalization;

namespace UdpLab.Agent.Perf;

/// <summary>Room on the disk: a capture must not fill it.</summary>
internal static class PerfSpace
{
    private const long Largest = 4L << 30, Reserve = 256L << 20, Beginning = 32 << 10;

    public static long Length(string file) => new FileInfo(file) is { Exists: true } info ? info.Length : 0;

    /// <summary>Not even a recording's beginning has room: perf ends without a word then.</summary>
    public static bool IsFull(string file) => new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace < Beginning;

    /// <summary>Why to stop writing; null to continue.</summary>
    public static string? Short(string file)
    {
        long length = Length(file);
        if (length > Largest)
        {
            return string.Create(CultureInfo.InvariantCulture, $"perf.data had grown to {length >> 20} MB; ask for a lower frequency or another call graph");
        }

        long free = new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace;
        return free < Reserve && length > 0
            ? string.Create(CultureInfo.InvariantCulture, $"only {free >> 20} MB were free in {Path.GetDirectoryName(Path.GetDirectoryName(file))}; TMPDIR names another place")
            : null;
    }
}
