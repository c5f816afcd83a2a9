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

    /// <summary>Sends a line; an <see cref="IOException"/> says that nobody listens any more.</summary>
    public abstract void WriteLine(string line);

    /// <summary>The next line of the agent, null at the end.</summary>
    public abstract string? ReadLine();

    /// <summary>The next line of its stderr, null at the end.</summary>
    public abstract string? ReadComplaint();

    /// <summary>Closes the agent's stdin, which ends it; true when it has ended in time.</summary>
    public abstract bool End(TimeSpan patience);

    /// <summary>Ends it by force. A dead line is not waited for.</summary>
    public abstract void Kill();

    /// <inheritdoc/>
    public abstract void Dispose();
}
