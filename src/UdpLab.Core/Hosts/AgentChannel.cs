namespace UdpLab;

/// <summary>The pipes to one agent process, wherever it runs.</summary>
internal abstract class AgentChannel : IDisposable
{
    private int _awaited;

    /// <summary>The agent shares this process's clock.</summary>
    public abstract bool SameClock { get; }

    /// <summary>The connection may die silently, so both sides send heartbeats.</summary>
    public abstract bool NeedsHeartbeat { get; }

    /// <summary>The connection is up, as far as can be known without sending anything.</summary>
    public virtual bool IsUp => true;

    /// <summary>Heartbeats that were sent and not answered yet.</summary>
    public int Awaited => Volatile.Read(ref _awaited);

    /// <summary>No heartbeat may be sent now: it would be counted.</summary>
    public virtual bool IsHushed => false;

    /// <summary>From now on, until <see cref="Unhush"/>, nothing is sent to the host that does not have to be.</summary>
    public virtual void Hush()
    {
    }

    /// <summary>Ends <see cref="Hush"/>.</summary>
    public virtual void Unhush()
    {
    }

    /// <summary>A heartbeat was sent (1) or answered (-1).</summary>
    public void Await(int change) => Interlocked.Add(ref _awaited, change);

    /// <summary>True if it ended because the connection broke, not because the agent exited; waits at most that long to find out.</summary>
    public virtual bool WasCut(TimeSpan patience) => false;

    /// <summary>What is said of a host that is lost, for a cause; null for the usual words.</summary>
    public virtual string? Obituary(string cause) => null;

    /// <summary>Sends a line; throws <see cref="IOException"/> if the other side has closed.</summary>
    public abstract void WriteLine(string line);

    /// <summary>A shell may print something before the agent's first line, which is skipped.</summary>
    public virtual bool HasPreamble => false;

    /// <summary>The agent's stdout.</summary>
    public abstract Stream Output { get; }

    /// <summary>The agent's stderr.</summary>
    public abstract Stream Complaints { get; }

    /// <summary>Closes the agent's stdin, which makes it exit; true if it exited in time.</summary>
    public abstract bool End(TimeSpan patience);

    /// <summary>Kills the agent, without waiting for a dead connection.</summary>
    public abstract void Kill();

    /// <inheritdoc/>
    public abstract void Dispose();
}
