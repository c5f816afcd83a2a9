using System.Globalization;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Perf;

/// <summary>A directory that only this user can read, and that is removed when the capture ends in any way.</summary>
internal sealed class PerfFolder : IDisposable
{
    private const string Prefix = "udplab-perf-";
    private readonly PrivateFolder _folder;
    private readonly Action _undo;

    public PerfFolder()
    {
        string parent = TemporaryFolder.Path;
        RemoveLeftovers(parent);
        _folder = PrivateFolder.Make(parent, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}"));
        _undo = _folder.Remove;
        ExitActions.Add(_undo);
    }

    public string Path => _folder.Path;

    public string Data => System.IO.Path.Combine(Path, "perf.data");

    public void Dispose()
    {
        ExitActions.Remove(_undo);
        _folder.Remove();
        _folder.Dispose();
    }

    /// <summary>Removes what killed agents (SIGKILL) left behind. Folders of this name owned by other users are left alone.</summary>
    private static void RemoveLeftovers(string parent)
    {
        foreach (string folder in Directory.GetFileSystemEntries(parent, Prefix + "*"))
        {
            string name = System.IO.Path.GetFileName(folder);
            if (int.TryParse(name[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int owner)
                && !Directory.Exists($"/proc/{owner}")
                && PrivateFolder.TryTake(parent, name) is { } leftover)
            {
                leftover.Remove();
                leftover.Dispose();
            }
        }
    }
}
