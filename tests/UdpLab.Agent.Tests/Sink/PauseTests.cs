using UdpLab.Agent.Sink;

namespace UdpLab.Agent.Tests;

/// <summary>While a sink's threads are paused none of them receives, whenever they begin, rest and end.</summary>
public class PauseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void NoThreadReceivesDuringAPause(int threads)
    {
        using SinkControl control = new(0, null);
        int receiving = 0;
        long work = 0, pauses = 0;
        Thread[] all = [.. Enumerable.Range(0, threads).Select(_ =>
        {
            control.Join();
            return new Thread(Receive);
        })];
        Array.ForEach(all, t => t.Start());

        // The threads end one after the other, while pauses go on: none may wait for one that has ended.
        while (all.Any(t => t.IsAlive) || pauses < 100)
        {
            long before = work;
            control.WhilePaused(
                () =>
                {
                    Assert.Equal(0, Volatile.Read(ref receiving));
                    work++;
                },
                () => { });
            Assert.Equal(before + 1, work);
            pauses++;
        }

        Assert.Equal(0, receiving);

        void Receive()
        {
            for (int i = 0, rounds = Random.Shared.Next(10_000); i < rounds; i++)
            {
                Interlocked.Increment(ref receiving);
                Thread.SpinWait(10);
                Interlocked.Decrement(ref receiving);
                control.Pause?.Rest();
            }

            control.Leave();
        }
    }

    [Fact]
    public void WhatGoesWrongInAPauseIsThrownAndTheThreadsGoOn()
    {
        using SinkControl control = new(0, null);
        control.Join();
        bool rested = false;
        Thread thread = new(() =>
        {
            while (!rested)
            {
                if (control.Pause is { } pause)
                {
                    pause.Rest();
                    rested = true;
                }
            }

            control.Leave();
        });
        thread.Start();
        Assert.Throws<InvalidOperationException>(() => control.WhilePaused(() => throw new InvalidOperationException(), () => { }));
        thread.Join();
    }
}
