using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using UdpLab.Wire;

namespace UdpLab;

/// <content>The line: the greeting, those who read it, and its end.</content>
internal sealed partial class AgentSession
{
    private void Greet()
    {
        Thread errors = new(ReadComplaints) { IsBackground = true, Name = "agent-stderr" };
        Thread lines = new(() => ReadLines(errors)) { IsBackground = true, Name = "agent-stdout" };
        errors.Start();
        lines.Start();
        _reader = lines;
        if (!_unasked.TryTake(out Reply? first, _startPatience) && !_ended)
        {
            throw new LabException(FailureCode.Protocol, $"{_host}: the agent said nothing within {_startPatience.TotalSeconds:0} s.");
        }

        Hello = first switch
        {
            Hello { Protocol: Hello.CurrentProtocol } hello => hello,
            Hello hello => throw new LabException(FailureCode.Protocol, $"{_host}: the agent speaks protocol {hello.Protocol}, this module {Hello.CurrentProtocol}; build both anew."),
            Failure failure => throw new LabException(failure, _host),
            _ => throw Ended(),
        };
        if (_channel.SameClock)
        {
            Clock.SetSame();
        }

        _greeted = true;
        if (_channel.NeedsHeartbeat)
        {
            _heartbeat = new Heartbeat(this);
            AwaitClock();
        }
    }

    /// <summary>The first answer to a beat tells how far the clocks are apart: before it no time of the agent means anything here.</summary>
    private void AwaitClock()
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!Clock.IsKnown)
        {
            if (_ended)
            {
                throw Ended();
            }

            if (waited.Elapsed > _startPatience)
            {
                throw new LabException(FailureCode.Connection, $"{_host}: the agent did not answer a sign of life within {_startPatience.TotalSeconds:0} s, so its clock is not known.", "LabHost");
            }

            _ = Arrived.WaitOne(20);
        }
    }

    private void ReadLines(Thread errors)
    {
        try
        {
            while (_channel.ReadLine() is string line)
            {
                Reply reply = JsonSerializer.Deserialize(line, WireJson.Default.Reply) ?? throw new JsonException("null is no reply.");
                _heartbeat?.Heard(reply as Beaten);
                if (_replies.TryGetValue(reply.Id, out ConcurrentQueue<Reply>? queue))
                {
                    queue.Enqueue(reply);
                }
                else if (!_greeted && reply is Wire.Hello or Failure)
                {
                    _unasked.Add(reply);
                }
                else if (reply is Failure { Id: 0 } stray)
                {
                    // It belongs to some request, and whoever waits for that one would wait for ever.
                    _fault = new LabException(FailureCode.Protocol, $"{_host}: the agent could not make out a request, and the conversation with it ends. {stray.Message}");
                    break;
                }

                Arrived.Set();
            }
        }
        catch (Exception e) when (e is IOException or JsonException or NotSupportedException or ObjectDisposedException or InvalidOperationException)
        {
            lock (_complaints)
            {
                _complaints.Append(e.Message);
            }
        }

        // Its words are complete when it has ended; one that only cannot be understood goes on until it is closed.
        if (_fault is null)
        {
            errors.Join(_endPatience);
        }

        _ended = true;
        _unasked.CompleteAdding();
        Arrived.Set();
        TellLoss();
    }

    private void TellLoss()
    {
        if (!_closing && Interlocked.Exchange(ref _toldLoss, 1) == 0)
        {
            Lost?.Invoke();
        }
    }

    private void ReadComplaints()
    {
        try
        {
            while (_channel.ReadComplaint() is string line)
            {
                lock (_complaints)
                {
                    _complaints.AppendLine(line);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The session is being closed.
        }
    }

    private LabException Ended()
    {
        if (_fault is { } fault)
        {
            return new LabException(fault.Code, fault.Message, fault.Parameter, fault);
        }

        lock (_complaints)
        {
            if (_deathCause is { } cause)
            {
                return new LabException(FailureCode.Connection, $"{_host}: the connection is lost: {cause.TrimEnd('.')}. What it did there ends by itself; Connect-LabHost connects anew.", "LabHost");
            }

            string words = _complaints.ToString().Trim();
            return new LabException(FailureCode.System, $"{_host}: the agent ended unexpectedly{(words.Length == 0 ? "." : ": " + words)}");
        }
    }
}
