using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using UdpLab.Wire;

namespace UdpLab;

/// <content>The connection: its greeting, its reader, and its end.</content>
internal sealed partial class AgentSession
{
    private void AwaitGreeting(TimeSpan patience)
    {
        Thread lines = new(ReadLines) { IsBackground = true, Name = "agent-stdout" };
        _complaints.Start();
        lines.Start();
        _reader = lines;
        if (!_unasked.TryTake(out Reply? first, patience) && !_ended)
        {
            throw new LabException(FailureCode.Protocol, $"{_host}: the agent sent nothing within {patience.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s.");
        }

        Hello = first switch
        {
            Hello { Protocol: Hello.CurrentProtocol } hello => hello,
            Hello hello => throw new LabException(FailureCode.Protocol, $"{_host}: the agent speaks protocol {hello.Protocol}, this module {Hello.CurrentProtocol}; rebuild both."),
            Failure failure => throw new LabException(failure, _host),
            { } other => throw new LabException(FailureCode.Protocol, $"{_host}: the agent's first line was {other.GetType().Name} instead of Hello."),
            null => throw Ended(),
        };
        Clock.Drifts = Hello.CountsInstructions;
        if (_channel.SameClock)
        {
            Clock.SetSame();
        }

        if (_channel.NeedsHeartbeat)
        {
            _heartbeat = Heartbeat.Begin(this);
            AwaitClock(patience);
        }
    }

    /// <summary>Waits for the first answer to a heartbeat, which gives the clock offset: without it the agent's times are meaningless here.</summary>
    private void AwaitClock(TimeSpan patience)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!Clock.IsKnown)
        {
            if (_ended)
            {
                throw Ended();
            }

            if (waited.Elapsed > patience)
            {
                throw new LabException(FailureCode.Connection, string.Create(CultureInfo.InvariantCulture, $"{_host}: the agent did not answer a heartbeat within {patience.TotalSeconds:0} s, so its clock is not known."), "LabHost");
            }

            _ = Arrived.WaitOne(20);
        }
    }

    private void ReadLines()
    {
        try
        {
            BoundedLines lines = new(_channel.Output, LongestLine);
            bool begun = !_channel.HasPreamble;
            while (lines.Next() is string line)
            {
                begun |= line.StartsWith('{');
                if (begun)
                {
                    Deliver(ReplyReader.Read(line), line.Length);
                    Arrived.Set();
                }
            }
        }
        catch (InvalidDataException e)
        {
            _nonsense = e.Message;
            EndNonsense();
        }
        catch (Exception e)
        {
            _complaints.Add(e.Message);
        }

        _complaints.Await(_lastWordsPatience);
        _ended = true;
        _unasked.CompleteAdding();
        Arrived.Set();
        ReportLoss();
    }

    private void Deliver(Reply reply, int length)
    {
        _heartbeat?.Heard(reply as Beaten);
        _channel.Await(reply is Beaten ? -1 : 0);
        if (_inbox.TryAdd(reply, length))
        {
            return;
        }

        if (!_greeted)
        {
            _greeted = true;
            _unasked.Add(reply);
        }
        else if (reply is not Beaten && (reply.Id <= 0 || reply.Id > Interlocked.Read(ref _lastId)))
        {
            // It belongs to no request, and the one it was meant for could wait forever. Late lines of abandoned requests do not get here.
            throw new InvalidDataException(reply is Failure failure ? $"it could not read a request: {failure.Message}" : $"it sent {reply.GetType().Name} for request {reply.Id}, which was never made");
        }
    }

    /// <summary>Serialises writes to the connection. A remote host may stop reading, which must not block the caller forever.</summary>
    private void InTurn(Action write)
    {
        if (_channel.SameClock)
        {
            lock (_sending)
            {
                write();
            }

            return;
        }

        ExceptionDispatchInfo? failure = null;
        Thread writing = new(() =>
        {
            try
            {
                lock (_sending)
                {
                    write();
                }
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        { IsBackground = true, Name = "agent-stdin" };
        writing.Start();
        for (TimeSpan left = SendPatience; !writing.Join(_look); left -= _look)
        {
            _heartbeat?.Look();
            if (left < TimeSpan.Zero)
            {
                Die($"it did not read a line within {SendPatience.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s");
            }

            if (_ended)
            {
                _brokenOff = true;
                throw Ended();
            }
        }

        failure?.Throw();
    }

    private void ReportLoss()
    {
        if (!_closing && Interlocked.Exchange(ref _toldLoss, 1) == 0)
        {
            Lost?.Invoke();
        }
    }

    /// <summary>Ends an agent that sends nonsense: further lines must be neither read nor kept.</summary>
    private void EndNonsense()
    {
        try
        {
            _channel.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended, and the session is being closed.
        }
    }

    private LabException Ended()
    {
        if (_nonsense is { } nonsense)
        {
            return new LabException(FailureCode.Protocol, $"{_host}: the agent's output makes no sense ({nonsense}); the session was ended.");
        }

        if (_deathCause is null && _channel.WasCut(_endPatience))
        {
            // Report the loss now: once its user closes the session, it no longer does.
            _deathCause = "the host closed it";
            ReportLoss();
        }

        if (_deathCause is { } cause)
        {
            return _channel.Obituary(cause) is { } words ? new LabException(FailureCode.Connection, words, "LabHost") : new LabException(FailureCode.Connection, $"{_host}: the connection is lost: {cause.TrimEnd('.')}. What it ran there stops on its own; reconnect with Connect-LabHost.", "LabHost");
        }

        string complaints = _complaints.Text;
        return new LabException(FailureCode.System, $"{_host}: the agent ended unexpectedly{(complaints.Length == 0 ? "." : ": " + complaints)}");
    }
}
