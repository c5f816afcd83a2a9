using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>A connection without an agent: it records what is written, and a test provides what arrives.</summary>
internal sealed class FakeChannel : AgentChannel
{
    private readonly AnonymousPipeServerStream _output = new(PipeDirection.Out), _complaints = new(PipeDirection.Out);
    private readonly ConcurrentQueue<Request> _written = new();

    public FakeChannel()
    {
        Output = new AnonymousPipeClientStream(PipeDirection.In, _output.ClientSafePipeHandle);
        Complaints = new AnonymousPipeClientStream(PipeDirection.In, _complaints.ClientSafePipeHandle);
        _output.Write(Encoding.UTF8.GetBytes(FakeAgent.Says(FakeAgent.Hello)[1..] + '\n'));
    }

    public override bool SameClock => false;

    /// <summary>Tests send heartbeats themselves.</summary>
    public override bool NeedsHeartbeat => false;

    public override bool IsUp => !Closed;

    public bool Closed { get; set; }

    /// <summary>While not set, writing a line blocks, as on a connection whose buffers are full.</summary>
    public ManualResetEventSlim Open { get; } = new(true);

    /// <summary>Set once a write blocks.</summary>
    public ManualResetEventSlim Writing { get; } = new(false);

    public IEnumerable<Beat> Beats => _written.OfType<Beat>();

    public override void WriteLine(string line)
    {
        Writing.Set();
        Open.Wait();
        _written.Enqueue(JsonSerializer.Deserialize(line, WireJson.Default.Request)!);
    }

    public override Stream Output { get; }

    public override Stream Complaints { get; }

    public override bool End(TimeSpan patience)
    {
        Kill();
        return true;
    }

    public override void Kill()
    {
        _output.Dispose();
        _complaints.Dispose();
        Open.Set();
    }

    public override void Dispose() => Kill();
}
