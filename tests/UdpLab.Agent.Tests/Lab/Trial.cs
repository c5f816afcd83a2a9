using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>One flood into one sink, step by step as a controller does it.</summary>
internal sealed class Trial(AgentProcess sink, AgentProcess generator)
{
    public const string Loopback = "127.0.0.1";

    /// <summary>What the sink told when it was open.</summary>
    public SinkReady Ready { get; private set; } = null!;

    public FloodReady FloodReady { get; private set; } = null!;

    public FloodResult Flood { get; private set; } = null!;

    /// <summary>Packets the flood sent.</summary>
    public long Sent => Flood.Sent!.Value;

    public SinkResult Result { get; private set; } = null!;

    public long MeasureId { get; private set; }

    /// <summary>A flood and a sink on this machine's loopback, in one agent.</summary>
    public static Trial OnLoopback(AgentProcess agent) => new(agent, agent);

    /// <summary>A flood in a testbed from one namespace to the other.</summary>
    public static Trial On(Bed bed) => new(bed.Sink, bed.Generator);

    public Trial Open(OpenSink plan)
    {
        Ready = sink.Ask<SinkReady>(plan);
        return this;
    }

    /// <summary>Opens the flood to the sink's port, measures it, and keeps both results.</summary>
    public Trial Run(Measure measure, OpenFlood flood)
    {
        flood.Port = Ready.Port;
        flood.SinkAddresses = Ready.Addresses;
        FloodReady = generator.Ask<FloodReady>(flood);
        return Run(measure);
    }

    /// <summary>Measures the flood that is open already.</summary>
    public Trial Run(Measure measure)
    {
        Arm(measure);
        Flood = generator.Wait<FloodResult>(generator.Send(new StartFlood()));
        return Finish();
    }

    public void Arm(Measure measure)
    {
        MeasureId = sink.Send(measure);
        sink.Wait<Armed>(MeasureId);
    }

    public Trial Finish()
    {
        Result = sink.Ask<SinkResult>(new FinishMeasure());
        return this;
    }

    /// <summary>Why the window closed.</summary>
    public WindowEnd WindowEnd => sink.Wait<WindowClosed>(MeasureId).Reason;

    /// <summary>Every packet sent is one the sink received or its sockets dropped.</summary>
    /// <param name="segments">Packets of a bundle where the kernel hands the sockets bundles: a bundle that is dropped is one drop.</param>
    public Trial MustConserve(int segments = 1)
    {
        Assert.Null(Flood.Failure);
        Assert.True(Sent > 0, "nothing was sent");
        Assert.True(
            Flood.Sent == Result.TotalPackets + (Result.SocketDrops * segments) + Result.LeftInSocket,
            $"sent {Flood.Sent} (errors {Flood.Errors}), received {Result.TotalPackets}, dropped by sockets {Result.SocketDrops}, left {Result.LeftInSocket}, softnet drops of this machine {Result.SoftnetDrops()}");
        return this;
    }
}
