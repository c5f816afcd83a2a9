using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>One flood into one sink, step by step as a controller does it.</summary>
internal sealed class Trial(AgentProcess sink, AgentProcess generator)
{
    public const string Loopback = "127.0.0.1";

    /// <summary>The sink's answer when it was open.</summary>
    public SinkReady Ready { get; private set; } = null!;

    public FloodReady FloodReady { get; private set; } = null!;

    public FloodResult Flood { get; private set; } = null!;

    /// <summary>Packets the flood sent.</summary>
    public long Sent => Flood.Sent!.Value;

    public SinkResult Result { get; private set; } = null!;

    public long MeasureId { get; private set; }

    /// <summary>A flood and a sink on this machine's loopback, in one agent.</summary>
    public static Trial OnLoopback(AgentProcess agent) => new(agent, agent);

    /// <summary>Skips a test of a method that this machine, or this user, does not have.</summary>
    public static void Require(AgentProcess agent, ReceiveMethod method)
    {
        long id = agent.Send(new OpenSink { Address = Loopback, Methods = [method] });
        try
        {
            agent.Wait<SinkReady>(id);
        }
        catch (RefusedException refusal) when (refusal.Failure.Code is FailureCode.NotSupported or FailureCode.PermissionDenied)
        {
            Assert.Skip(refusal.Failure.Message);
        }
    }

    /// <summary>A flood in a testbed from one namespace to the other.</summary>
    public static Trial On(Bed bed) => new(bed.Sink, bed.Generator);

    public Trial Open(OpenSink plan)
    {
        Ready = sink.Ask<SinkReady>(plan);
        return this;
    }

    /// <summary>Opens the flood to the sink's port, measures it, and stores both results.</summary>
    public Trial Run(Measure measure, OpenFlood flood)
    {
        flood.Port = Ready.Port;
        flood.SinkAddresses = Ready.Addresses;
        FloodReady = generator.Ask<FloodReady>(flood);
        return Run(measure);
    }

    /// <summary>Measures the flood that is already open.</summary>
    public Trial Run(Measure measure) => Receive(measure).Finish();

    /// <summary>Measures a flood during which the sink's process is stopped: what its buffers cannot hold is dropped.</summary>
    public Trial RunStopped(Measure measure, OpenFlood flood)
    {
        const int stop = 19, goOn = 18;
        flood.Port = Ready.Port;
        flood.SinkAddresses = Ready.Addresses;
        FloodReady = generator.Ask<FloodReady>(flood);
        Arm(measure);
        _ = Libc.Kill(sink.Id, stop);
        try
        {
            Flood = generator.Wait<FloodResult>(generator.Send(new StartFlood()));
        }
        finally
        {
            _ = Libc.Kill(sink.Id, goOn);
        }

        return Finish();
    }

    /// <summary>Arms the sink and starts the open flood; the measurement is not finished.</summary>
    public Trial Receive(Measure measure)
    {
        Arm(measure);
        Flood = generator.Wait<FloodResult>(generator.Send(new StartFlood()));
        return this;
    }

    /// <summary>Measures a flood that runs until the window is closed.</summary>
    /// <param name="measure">What closes it.</param>
    /// <param name="flood">A flood without an end.</param>
    /// <param name="goesOn">Wait until more packets were sent after that.</param>
    public Trial RunUntilClosed(Measure measure, OpenFlood flood, bool goesOn = false)
    {
        Arm(measure);
        long running = Start(flood);
        _ = WindowEnd;
        int intervals = Intervals(running);
        Assert.True(!goesOn || Machine.Becomes(() => Intervals(running) > intervals + 1, 20), "the flood did not continue");
        End(running);
        return Finish();
    }

    /// <summary>Starts a flood without an end; returns its id.</summary>
    public long Start(OpenFlood flood)
    {
        flood.Port = Ready.Port;
        flood.SinkAddresses = Ready.Addresses;
        FloodReady = generator.Ask<FloodReady>(flood);
        long running = generator.Send(new StartFlood());
        Started = generator.Wait<FloodStarted>(running).StartedNanoseconds;
        return running;
    }

    /// <summary>Ends it.</summary>
    public void End(long running)
    {
        generator.Ask<Done>(new StopFlood());
        Flood = generator.Wait<FloodResult>(running);
    }

    /// <summary>Sends a flood that ends by itself.</summary>
    public void Send(OpenFlood flood) => Flood = generator.Wait<FloodResult>(Start(flood));

    /// <summary>When the flood started, by the agent's clock.</summary>
    public long Started { get; private set; }

    private int Intervals(long id) => generator.Replies.OfType<Interval>().Count(i => i.Id == id && i.Packets > 0);

    public void Arm(Measure measure)
    {
        MeasureId = sink.Send(measure);
        sink.Wait<Armed>(MeasureId);
    }

    /// <summary>Measures a ramp, and asks for its steps.</summary>
    public Trial RunSteps(Measure measure, OpenFlood flood)
    {
        flood.Port = Ready.Port;
        flood.SinkAddresses = Ready.Addresses;
        FloodReady = generator.Ask<FloodReady>(flood);
        measure.Steps = true;
        return Receive(measure).Finish(steps: Steps);
    }

    /// <summary>The steps of the ramp in each thread's numbers: those it slept through at its end are empty.</summary>
    public StreamSteps[] Steps => [.. Flood.Threads.Select((t, i) => new StreamSteps
    {
        Stream = i,
        Starts = [.. t.StepStarts, .. Enumerable.Repeat(t.Sent!.Value, Flood.StepSeconds.Length - t.StepStarts.Length)],
        End = t.Sent!.Value,
    })];

    /// <param name="sent">Packets sent, as reported to the sink.</param>
    /// <param name="steps">The steps to ask for.</param>
    public Trial Finish(long? sent = null, StreamSteps[]? steps = null)
    {
        Result = sink.Ask<SinkResult>(new FinishMeasure { Sent = sent, Steps = steps ?? [] });
        return this;
    }

    /// <summary>Why the window closed.</summary>
    public WindowEnd WindowEnd => sink.Wait<WindowClosed>(MeasureId).Reason;

    /// <summary>
    /// Every packet sent was either received by the sink or dropped by its sockets. On a busy machine a queue before the sockets
    /// may overflow: those packets must be in the kernel's counters.
    /// </summary>
    /// <param name="segments">Packets per bundle, if the kernel delivers bundles to the sockets: a dropped bundle counts as one drop.</param>
    public Trial MustConserve(int segments = 1)
    {
        Assert.Null(Flood.Failure);
        Assert.True(Sent > 0, "nothing was sent");
        long missing = Sent - Result.TotalPackets - (Result.SocketDrops!.Value * segments) - Result.LeftInSocket;
        Assert.True(
            missing >= 0 && missing <= DroppedOnTheWay * segments,
            $"sent {Flood.Sent} (errors {Flood.Errors}), received {Result.TotalPackets}, dropped by sockets {Result.SocketDrops}, left {Result.LeftInSocket}, dropped on the way {DroppedOnTheWay}");
        return this;
    }

    /// <summary>Packets dropped in queues before the sockets: softnet's backlog, and the rings of a veth.</summary>
    public long DroppedOnTheWay => Result.SoftnetDrops()
        + SinkResultExtensions.DeviceDelta(Result.Before, Result.After, "rx_dropped")
        + SinkResultExtensions.DeviceDelta(Flood.Before, Flood.After, "tx_dropped");
}
