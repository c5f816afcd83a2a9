using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>
/// "CpuLatency 1234": the longest time in microseconds a CPU may take to wake, as agent 1234 holds it at /dev/cpu_dma_latency.
/// The kernel honours it while the file is open, so it ends with that agent (Documentation/power/pm_qos_interface.rst).
/// </summary>
internal sealed class CpuLatency : SettingKind
{
    private const string None = "none", AgentName = "udplab-agent";
    private const int SIGTERM = 15;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);
    private static int _held = -1;
    private static int _limit;

    public override string Name => SettingNames.CpuLatency;

    /// <summary>What that agent holds: nothing if it is gone.</summary>
    public override string? Read(string target, string which)
    {
        int agent = AgentOf(which);
        if (agent == Environment.ProcessId)
        {
            return _held < 0 ? None : _limit.ToString(CultureInfo.InvariantCulture);
        }

        // Other agents' requests cannot be told apart: the kernel shows only the strictest.
        return Processes.Read(agent)?.Name == AgentName && Holds(agent) ? CpuPower.LatencyLimit()?.ToString(CultureInfo.InvariantCulture) : None;
    }

    public override void Write(string target, string which, string value)
    {
        int agent = AgentOf(which);
        if (value == None)
        {
            Release(agent);
            return;
        }

        if (agent != Environment.ProcessId || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int limit))
        {
            throw AgentException.Invalid("Setting", $"'{which}' and '{value}' are not an agent and a latency this agent could hold.");
        }

        Hold(limit);
    }

    /// <summary>Releases what this agent holds.</summary>
    public static void Release()
    {
        if (_held >= 0)
        {
            _ = Libc.Close(_held);
            _held = -1;
        }
    }

    private static unsafe void Hold(int limit)
    {
        int fd = Libc.Open(CpuPower.LatencyDevice, Abi.O_RDWR | Abi.O_CLOEXEC, 0);
        if (fd < 0 || Libc.Write(fd, &limit, sizeof(int)) != sizeof(int))
        {
            int errno = Errno.Last;
            _ = fd < 0 ? 0 : Libc.Close(fd);
            throw AgentException.FromErrno(errno, $"Holding the CPUs' wake-up latency at {limit} µs failed", CpuPower.LatencyDevice);
        }

        Release();
        (_held, _limit) = (fd, limit);
    }

    private static void Release(int agent)
    {
        if (agent == Environment.ProcessId)
        {
            Release();
            return;
        }

        // Only the agent that has the file open can close it, so that agent is ended.
        if (Processes.Read(agent)?.Name == AgentName && Libc.Kill(agent, SIGTERM) == 0)
        {
            long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
            while (Processes.Read(agent) is not null && Holds(agent) && Clock.Monotonic < end)
            {
                Thread.Sleep(5);
            }
        }
    }

    private static bool Holds(int process)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(file => new FileInfo(file).LinkTarget == CpuPower.LatencyDevice);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int AgentOf(string which) => int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id > 0
        ? id
        : throw AgentException.Invalid("Setting", $"'{which}' is not an agent's process.");
}
