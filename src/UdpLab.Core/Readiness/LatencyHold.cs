using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The setting that keeps CPUs out of deep idle states: an agent holds /dev/cpu_dma_latency open. That agent runs until the
/// change is undone or this session ends.
/// </summary>
internal static class LatencyHold
{
    /// <summary>The setting's name; the agent's process id follows it.</summary>
    public const string Setting = SettingNames.CpuLatency;

    /// <summary>The wake-up latency allowed, in microseconds.</summary>
    public const string Microseconds = "0";
    private static readonly List<AgentSession> _holders = [];

    public static bool IsHold(string setting) => setting.StartsWith(Setting + " ", StringComparison.Ordinal);

    /// <summary>Keeps an agent running.</summary>
    public static void Keep(AgentSession agent)
    {
        lock (_holders)
        {
            // Undoing a hold ends its agent.
            foreach (AgentSession ended in _holders.Where(a => !a.IsAlive))
            {
                ended.Close();
            }

            _holders.RemoveAll(a => !a.IsAlive);
            _holders.Add(agent);
        }
    }

    /// <summary>Called when the module is unloaded.</summary>
    public static void ReleaseAll()
    {
        lock (_holders)
        {
            _holders.ForEach(agent => agent.Close());
            _holders.Clear();
        }
    }
}
