using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>Exclusive use of pktgen: other processes cannot change it, and devices that were added but not kept are removed at the end.</summary>
internal sealed class PktgenHolding : IDisposable
{
    // A stop that comes too early is ignored, so it is repeated; the kernel logs each one that comes too late.
    private const string StoppedAlready = "is already stopped";

    private readonly Lock _changing = new();
    private readonly HostLock _lock;
    private readonly KernelLog _log = new("pktgen");
    private readonly PktgenDevices _devices;
    private readonly List<string> _added = [];
    private readonly Action _undo;
    private bool _over;

    private PktgenHolding(HostLock taken)
    {
        _lock = taken;
        _devices = new PktgenDevices(_log);
        _undo = Undo;
        ExitActions.Add(_undo);
    }

    /// <summary>Loads the module if necessary and takes exclusive hold of pktgen; an error names the current holder.</summary>
    public static PktgenHolding Take()
    {
        _ = PktgenModule.Require();
        return new PktgenHolding(PktgenLock.Take());
    }

    /// <summary>What the kernel has logged about it since the last call.</summary>
    public IEnumerable<string> LogLines() => _log.Lines().Where(line => !line.Contains(StoppedAlready, StringComparison.Ordinal));

    public void Add(string device, int cpu)
    {
        lock (_changing)
        {
            RequireOpen();
            _devices.Add(device, cpu);
            _added.Add(device);
        }
    }

    /// <inheritdoc cref="PktgenDevices.Set"/>
    public List<string> Set(string device, IEnumerable<string> commands)
    {
        lock (_changing)
        {
            RequireOpen();
            return _devices.Set(device, commands);
        }
    }

    /// <inheritdoc cref="PktgenDevices.Remove"/>
    public void Remove(IReadOnlyCollection<string> devices)
    {
        lock (_changing)
        {
            RequireOpen();
            _devices.Remove(devices);
        }
    }

    /// <summary>Refuses what cannot be done while devices send.</summary>
    public static void RequireIdle(string wish)
    {
        if (PktgenFiles.AnyRunning())
        {
            throw new AgentException(FailureCode.Busy, $"pktgen is running on this host, started by another program, so it is not possible to {wish} now. Wait for it to end, or stop it with Stop-Pktgen.") { Parameter = "LabHost", Path = PktgenFiles.Folder };
        }
    }

    /// <summary>Keeps the devices that were added.</summary>
    public void Keep()
    {
        lock (_changing)
        {
            _added.Clear();
        }
    }

    public void Dispose()
    {
        ExitActions.Remove(_undo);
        try
        {
            Undo();
        }
        finally
        {
            _lock.Dispose();
            _log.Dispose();
        }
    }

    private void Undo()
    {
        lock (_changing)
        {
            _over = true;

            // By the threads' own lists: the file of a device whose interface was renamed has another name.
            string[] left = [.. _added.Intersect(PktgenFiles.Devices())];
            _added.Clear();
            if (left.Length > 0)
            {
                PktgenDevices.Stop();
                _devices.Remove(left);
            }
        }
    }

    private void RequireOpen()
    {
        if (_over)
        {
            throw new AgentException(FailureCode.Protocol, "The agent is shutting down.");
        }
    }
}
