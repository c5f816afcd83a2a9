namespace UdpLab;

/// <summary>
/// A host's waiting agents: reset and idle, at most two, one for the sink and one for the flood of a pipeline. They end after a
/// while, or when what they were started for no longer exists.
/// </summary>
/// <param name="longest">How long one waits.</param>
/// <param name="isWanted">Whether what an agent was started for still exists.</param>
/// <param name="time">The clock.</param>
internal sealed class IdleAgents(TimeSpan longest, Func<AgentSession, bool> isWanted, TimeProvider time)
{
    /// <summary>How long an agent waits if starting one takes only a moment.</summary>
    public static readonly TimeSpan ShortTime = TimeSpan.FromMinutes(1);

    /// <summary>How long an agent waits if starting one takes round trips.</summary>
    public static readonly TimeSpan LongTime = TimeSpan.FromMinutes(10);

    private const int Most = 2;
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);
    private static volatile bool _closed;
    private readonly List<(AgentSession Agent, long Since)> _waiting = [];
    private ITimer? _timer;

    /// <summary>Number of waiting agents.</summary>
    public int Count
    {
        get
        {
            lock (_waiting)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>From now on agents are ended instead: the process is about to end.</summary>
    public static void Close() => _closed = true;

    /// <summary>The one that has waited the shortest; null if there is none.</summary>
    public AgentSession? Take()
    {
        while (TakeLatest() is { } agent)
        {
            if (IsUsable(agent))
            {
                return agent;
            }

            agent.Close();
        }

        return null;
    }

    /// <summary>Adds an agent, or ends it if there are enough.</summary>
    public void Keep(AgentSession agent)
    {
        lock (_waiting)
        {
            if (!_closed && _waiting.Count < Most)
            {
                _waiting.Add((agent, time.GetTimestamp()));
                _timer ??= time.CreateTimer(_ => Look(), null, _look, _look);
                return;
            }
        }

        agent.Close();
    }

    /// <summary>Waits until all have been reset: over SSH a cmdlet does not wait for that.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Settle()
    {
        List<AgentSession> taken = [];
        while (Take() is { } agent)
        {
            taken.Add(agent);
        }

        foreach (AgentSession agent in Enumerable.Reverse(taken))
        {
            // Requests are answered in order.
            if (agent.Renew())
            {
                Keep(agent);
            }
            else
            {
                agent.Close();
            }
        }

        return taken.Count > 0;
    }

    /// <summary>Removes one that has ended by itself.</summary>
    public void Remove(AgentSession agent)
    {
        lock (_waiting)
        {
            _ = _waiting.RemoveAll(w => w.Agent == agent);
            StopIfEmpty();
        }
    }

    /// <summary>Ends all of them.</summary>
    public void End() => EndWhere(_ => true);

    /// <summary>Ends those that have waited long enough, and those that are no longer usable.</summary>
    private void Look() => EndWhere(w => time.GetElapsedTime(w.Since) >= longest || !IsUsable(w.Agent));

    private void EndWhere(Func<(AgentSession Agent, long Since), bool> over)
    {
        AgentSession[] ending;
        lock (_waiting)
        {
            ending = [.. _waiting.Where(over).Select(w => w.Agent)];
            _ = _waiting.RemoveAll(w => ending.Contains(w.Agent));
            StopIfEmpty();
        }

        Parallel.ForEach(ending, agent => agent.Close());
    }

    private AgentSession? TakeLatest()
    {
        lock (_waiting)
        {
            if (_waiting.Count == 0)
            {
                return null;
            }

            AgentSession agent = _waiting[^1].Agent;
            _waiting.RemoveAt(_waiting.Count - 1);
            StopIfEmpty();
            return agent;
        }
    }

    private bool IsUsable(AgentSession agent) => agent.IsAlive && agent.IsUp && isWanted(agent);

    private void StopIfEmpty()
    {
        if (_waiting.Count == 0)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }
}
