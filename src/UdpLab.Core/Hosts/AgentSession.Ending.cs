using UdpLab.Wire;

namespace UdpLab;

/// <summary>How a use of the session ends: the agent is reset for the next one, or ended.</summary>
internal sealed partial class AgentSession
{
    /// <summary>Undoes what the agent did and waits for it: the script's next command must not meet what this one added.</summary>
    public void Undo()
    {
        try
        {
            if (IsAlive && !_brokenOff)
            {
                _ = Ask<Done>(id => new Reset { Id = id }, CancellationToken.None);
            }
        }
        catch (LabException)
        {
            // Its connection is dead; the agent undoes it by itself.
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Unhush();

        // An agent that was interrupted or has failed is ended. One that was reset can be used again.
        if (Home is { } home && !_brokenOff && !_failed && !_latestCancel.IsCancellationRequested && TryReset())
        {
            home(this);
            return;
        }

        Close();
    }

    /// <summary>Ends the agent.</summary>
    public void Close()
    {
        // Its host and its user may both close it.
        if (_closing)
        {
            return;
        }

        _closing = true;
        Closed?.Invoke();
        _heartbeat?.Dispose();
        bool dead = _deathCause is not null || _nonsense is not null;
        if (dead || !_channel.End(_endPatience))
        {
            _channel.Kill();
        }

        // The pipes end with the process and the readers with the pipes, so do not close them under the readers.
        if (!dead)
        {
            _reader?.Join(_endPatience);
        }

        _channel.Dispose();
    }

    private bool TryReset()
    {
        try
        {
            if (!IsAlive)
            {
                return false;
            }

            _inbox.Clear();
            SetPatience(Heartbeat.Idle);
            if (_channel.SameClock)
            {
                // Its resources are free when the cmdlet ends: ports, devices, perf.
                _ = Ask<Done>(id => new Reset { Id = id }, CancellationToken.None);
            }
            else
            {
                Post(id => new Reset { Id = id });
            }

            return true;
        }
        catch (LabException)
        {
            return false;
        }
    }
}
