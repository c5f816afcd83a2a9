using System.Globalization;

namespace UdpLab.Bench.Tools;

/// <summary>callgrind's output: one temporary file per run.</summary>
internal sealed class CallgrindFile : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"udplab-bench-{Environment.ProcessId}-{Guid.NewGuid():N}.callgrind");

    /// <summary>valgrind and its arguments, before the program.</summary>
    public string[] Valgrind(string valgrind) => [valgrind, "--tool=callgrind", $"--callgrind-out-file={_path}"];

    /// <summary>User-space instructions of the whole run.</summary>
    public long Instructions => File.ReadLines(_path)
        .Where(l => l.StartsWith("summary:", StringComparison.Ordinal) || l.StartsWith("totals:", StringComparison.Ordinal))
        .Select(l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
        .First();

    public void Dispose() => File.Delete(_path);
}
