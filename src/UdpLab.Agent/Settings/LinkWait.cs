using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>Some drivers take the link down to change a setting: wait until it is up again.</summary>
internal sealed class LinkWait
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private readonly HashSet<string> _up;
    private volatile bool _stopped;

    /// <summary>True once the agent is shutting down: no more waiting.</summary>
    public bool Stopped => _stopped;

    public LinkWait(IEnumerable<string> targets) => _up = [.. targets.Distinct().Where(t => t != SettingAddress.Host && IsUp(t))];

    /// <summary>Links that did not come back.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Waits until the target's link is up again, if it was before.</summary>
    public void Await(string target)
    {
        if (!_up.Contains(target))
        {
            return;
        }

        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        while (!_stopped && !IsUp(target))
        {
            if (Clock.Monotonic > end)
            {
                _up.Remove(target);
                Warnings.Add($"The link of {target} was up before and has not come back within {_patience.TotalSeconds:0} s.");
                return;
            }

            Thread.Sleep(5);
        }
    }

    /// <summary>Stops waiting.</summary>
    public void Stop() => _stopped = true;

    private static bool IsUp(string name) => TextFile.Read($"/sys/class/net/{name}/carrier") == "1";
}
