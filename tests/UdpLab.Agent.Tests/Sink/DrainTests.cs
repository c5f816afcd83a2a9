using System.Diagnostics;
using UdpLab.Agent.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Packets in flight when the flood ends: a sink that knows how many were sent waits for exactly those.</summary>
[Collection(Machine.Name)]
public class DrainTests
{
    private const int Rounds = 20;
    private readonly OpenFlood _flood = new() { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = 5_000 };

    [Theory]
    [InlineData(null)]
    [InlineData(8_000)]
    public void AllThatWasSentIsAwaitedAndNoLonger(int? buffer)
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, ReceiveBuffer = buffer });
        _flood.Port = trial.Ready.Port;
        _flood.SinkAddresses = trial.Ready.Addresses;
        agent.Ask<FloodReady>(_flood);
        TimeSpan shortest = TimeSpan.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            trial.Receive(new Measure());
            Stopwatch clock = Stopwatch.StartNew();
            trial.Finish(trial.Sent);
            shortest = clock.Elapsed < shortest ? clock.Elapsed : shortest;

            Assert.Equal(0, trial.Result.LeftInSocket);
            trial.MustConserve();
        }

        // Without the number it waits a receive timeout each time.
        Assert.InRange(shortest, TimeSpan.Zero, 0.9 * SinkSocket.ReceiveTimeout);
    }

    [Fact]
    public void WhatWasLostOnTheWayIsNotAwaitedForEver()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, ReceiveBuffer = 8_000_000 });
        _flood.Port = trial.Ready.Port;
        _flood.SinkAddresses = trial.Ready.Addresses;
        agent.Ask<FloodReady>(_flood);
        trial.Receive(new Measure());

        trial.Finish(trial.Sent + 1000).MustConserve();
    }
}
