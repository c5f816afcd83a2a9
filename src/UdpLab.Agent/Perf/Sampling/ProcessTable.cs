using System.Globalization;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Perf;

/// <summary>Names of threads and mapped code of processes: as found at the beginning, and as they changed since.</summary>
internal sealed class ProcessTable
{
    private const string Unknown = "[unknown]";
    private readonly Dictionary<int, List<(long Time, string Name)>> _names = [];
    private readonly Dictionary<int, List<MemoryMap>> _maps = [];
    private readonly Dictionary<int, int> _parents = [];

    /// <summary>Adds a process that runs already, with its threads.</summary>
    public void Find(int process)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task");
        try
        {
            foreach (string thread in Directory.EnumerateDirectories(folder))
            {
                if (int.TryParse(Path.GetFileName(thread), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && TextFile.ReadAll(thread + "/comm", out _) is { } name)
                {
                    // A name that a record tells of is later than any found here.
                    Names(id).Insert(0, (0, name.EndsWith('\n') ? name[..^1] : name));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
        }

        Maps(process).InsertRange(0, MemoryMap.OfProcess(process));
    }

    /// <summary>A thread has a new name.</summary>
    public void Name(int process, int thread, long time, string name)
    {
        Names(thread).Add((time, name));
        _ = Maps(process);
    }

    /// <summary>A process has mapped more.</summary>
    public void Map(int process, MemoryMap map) => Maps(process).Add(map);

    /// <summary>A thread has begun: under the name, and in a new process with the code, of the one that made it.</summary>
    public void Fork(int process, int thread, int parentProcess, int parentThread, long time)
    {
        if (thread != parentThread)
        {
            Names(thread).Add((time, Name(parentThread, time)));
        }

        if (process != parentProcess)
        {
            _parents[process] = parentProcess;
        }
    }

    /// <summary>A thread's name at a time.</summary>
    public string Name(int thread, long time)
    {
        if (thread == 0)
        {
            // The idle thread of any CPU.
            return "swapper";
        }

        // Rings are read one after the other: the names are not in the order of their times.
        (long Time, string Name) best = (long.MinValue, Unknown);
        foreach ((long Time, string Name) name in _names.GetValueOrDefault(thread) ?? [])
        {
            best = name.Time <= time && name.Time >= best.Time ? name : best;
        }

        return best.Name == Unknown && _names.TryGetValue(thread, out List<(long Time, string Name)>? later) && later.Count > 0 ? later[0].Name : best.Name;
    }

    /// <summary>What a process has mapped at an address: the latest first, then what it has from its parent.</summary>
    public MemoryMap? Map(int process, ulong address)
    {
        for (int generations = 0; generations < 16; generations++)
        {
            List<MemoryMap> maps = _maps.GetValueOrDefault(process) ?? [];
            for (int i = maps.Count - 1; i >= 0; i--)
            {
                if (maps[i].Contains(address))
                {
                    return maps[i];
                }
            }

            if (!_parents.TryGetValue(process, out process))
            {
                break;
            }
        }

        return null;
    }

    private List<(long Time, string Name)> Names(int thread) => _names.TryGetValue(thread, out List<(long Time, string Name)>? names) ? names : _names[thread] = [];

    private List<MemoryMap> Maps(int process) => _maps.TryGetValue(process, out List<MemoryMap>? maps) ? maps : _maps[process] = [];
}
