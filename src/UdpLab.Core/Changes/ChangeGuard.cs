using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Has changes undone even if this process is killed: an agent on each host holds them, and restores them when its conversation
/// ends. A guest ends with the session anyway, and its settings with it.
/// </summary>
internal sealed class ChangeGuard : IDisposable
{
    private readonly object _sending = new();
    private readonly Dictionary<string, (AgentSession Agent, List<LabChange> Changes)> _hosts = [];

    /// <summary>Adds changes that are about to be made on a host, and again once they are, since then their effects are known.</summary>
    public void Add(LabHost host, IReadOnlyList<LabChange> changes)
    {
        if (host.Kind == LabHostKind.Guest)
        {
            return;
        }

        lock (_sending)
        {
            try
            {
                if (!_hosts.TryGetValue(host.Key, out (AgentSession Agent, List<LabChange> Changes) there) || !there.Agent.IsAlive)
                {
                    there.Agent?.Dispose();
                    _hosts[host.Key] = there = (host.OpenAgent(), there.Changes ?? []);
                }

                _ = there.Changes.RemoveAll(known => changes.Any(change => change.Id == known.Id));
                there.Changes.AddRange(changes);
                Send(there.Agent, there.Changes);
            }
            catch (LabException)
            {
                // The journal has them, too: only after a kill would someone have to run Undo-LabChange.
            }
        }
    }

    /// <summary>They have been undone, or are in the journal.</summary>
    public void Release()
    {
        lock (_sending)
        {
            foreach ((AgentSession agent, List<LabChange> changes) in _hosts.Values.Where(there => there.Changes.Count > 0))
            {
                changes.Clear();
                try
                {
                    Send(agent, changes);
                }
                catch (LabException)
                {
                    // That agent has ended, and restored what it held.
                }
            }
        }
    }

    public void Dispose()
    {
        Release();
        foreach ((AgentSession agent, _) in _hosts.Values)
        {
            agent.Dispose();
        }

        _hosts.Clear();
    }

    private static void Send(AgentSession agent, List<LabChange> changes) =>
        agent.Ask<Done>(id => new GuardSettings { Id = id, Items = [.. changes.AsEnumerable().Reverse().Select(ChangeUndo.Item)] }, CancellationToken.None);
}
