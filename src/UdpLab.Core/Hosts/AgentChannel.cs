namespace UdpLab;

/// <summary>The pipes of one agent process, wherever it runs.</summary>
internal abstract class AgentChannel : IDisposable
{
    /// <summary>The agent's clock is this process's own.</summary>
    public abstract bool SameClock { get; }

    /// <summary>The line may die without a word: signs of life go both ways.</summary>
    public abstract bool NeedsHeartbeat { get; }

    /// <summary>The line stands, as far as can be told without sending anything.</summary>
    public virtual bool IsUp => true;

    /// <summary>Its end was the line's, and not the agent's own; looks for so long at most.</summary>
    public virtual bool WasCut(TimeSpan patience) => false;

    /// <summary>Sends a line; an <see cref="IOException"/> says that nobody listens any more.</summary>
    public abstract void WriteLine(string line);

    /// <summary>What a shell says before the agent does comes first, and is passed over.</summary>
    public virtual bool HasPreamble => false;

    /// <summary>What the agent says.</summary>
    public abstract Stream Output { get; }

    /// <summary>Its stderr.</summary>
    public abstract Stream Complaints { get; }

    /// <summary>Closes the agent's stdin, which ends it; true when it has ended in time.</summary>
    public abstract bool End(TimeSpan patience);

    /// <summary>Ends it by force. A dead line is not waited for.</summary>
    public abstract void Kill();

    /// <inheritdoc/>
    public abstract void Dispose();
}
