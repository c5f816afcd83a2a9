using System.Globalization;
using UdpLab.Agent.Native;

namespace UdpLab.Agent.Perf;

/// <summary>A directory only this user can read, that is gone when the capture is over, however it ends.</summary>
internal sealed class PerfFolder : IDisposable
{
    private const string Prefix = "udplab-perf-";
    private readonly Action _undo;

    public PerfFolder()
    {
        RemoveLeftovers();
        Path = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-")).FullName;
        _undo = Remove;
        Leaving.Promise(_undo);
    }

    public string Path { get; }

    public string Data => System.IO.Path.Combine(Path, "perf.data");

    public void Dispose()
    {
        Leaving.TakeBack(_undo);
        Remove();
    }

    private void Remove() => Remove(Path);

    /// <summary>An agent that was killed with SIGKILL could not remove its own.</summary>
    private static void RemoveLeftovers()
    {
        foreach (string folder in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            string[] words = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-');
            if (int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int owner) && !Directory.Exists($"/proc/{owner}"))
            {
                Remove(folder);
            }
        }
    }

    private static void Remove(string folder)
    {
        // perf, or what ends it, may be writing while it is killed: a second attempt finds it quiet.
        for (int attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(10);
            }
        }
    }
}
