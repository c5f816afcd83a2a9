using CsCheck;
using UdpLab.Agent.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Sink;

/// <summary>Whatever the network does, each packet that arrived counts in the step it was sent in.</summary>
public sealed class StepSummaryTests
{
    [Fact]
    public void EachStepHasWhatCameOfItsNumbers() => Gen.Select(Arrivals.Stream, Gen.Int[0, 1].Array[200], Gen.Double[0, 1].Array[0, 5]).Sample(
        (stream, threads, cuts) =>
        {
            long least = stream.Length == 0 ? 0 : stream.Min(), end = stream.Length == 0 ? 0 : stream.Max() - least + 5;
            long[] starts = [0, .. cuts.Order().Select(c => (long)(c * end))];
            using HeaderChecker one = new(remembers: true), other = new(remembers: true);
            foreach (long number in stream)
            {
                // Copies of a packet belong to one flow, so they arrive at one socket.
                (threads[number % 200] == 0 ? one : other).Check(Payload.Of(3, number - least));
            }

            HashSet<long> seen = [.. stream.Select(n => n - least)];
            StepFindings[] steps = StepSummary.Of([one, other], [new StreamSteps { Stream = 3, Starts = starts, End = end }], fromStart: true, toEnd: true)!;
            for (int i = 0; i < starts.Length; i++)
            {
                long to = i + 1 < starts.Length ? starts[i + 1] : end;
                Assert.Equal((to - starts[i], seen.Count(n => n >= starts[i] && n < to)), (steps[i].Sent, (int)steps[i].Received));
            }
        },
        iter: 3_000);

    [Fact]
    public void APacketThatComesInTheNextStepBelongsToItsOwn()
    {
        using HeaderChecker checker = new(remembers: true);
        foreach (int number in new[] { 0, 1, 3, 5, 6, 4, 7, 4 })
        {
            checker.Check(Payload.Of(0, number));
        }

        // Number 4 was late, and arrived twice; 2 did not arrive; 8 was the last, and did not arrive.
        Assert.Equal([new StepFindings { Sent = 5, Received = 4 }, new StepFindings { Sent = 4, Received = 3 }], Of(checker, fromStart: true, toEnd: true)!);
    }

    [Fact]
    public void WhatWasSentOutsideTheWindowIsNotOfIt()
    {
        using HeaderChecker checker = new(remembers: true);
        foreach (int number in new[] { 3, 5, 6 })
        {
            checker.Check(Payload.Of(0, number));
        }

        Assert.Equal([new StepFindings { Sent = 2, Received = 1 }, new StepFindings { Sent = 2, Received = 2 }], Of(checker, fromStart: false, toEnd: false)!);
        Assert.Equal([new StepFindings { Sent = 5, Received = 1 }, new StepFindings { Sent = 4, Received = 2 }], Of(checker, fromStart: true, toEnd: true)!);
    }

    [Fact]
    public void NumbersThatBeginAgainTellNothing()
    {
        using HeaderChecker checker = new(remembers: true);
        checker.Check(Payload.Of(0, 200_000));
        checker.Check(Payload.Of(0, 0));
        Assert.Null(Of(checker, fromStart: true, toEnd: true));
        using HeaderChecker forgetful = new();
        Assert.Null(Of(forgetful, fromStart: true, toEnd: true));
    }

    [Fact]
    public void MoreGapsThanCanBeRememberedTellNothing()
    {
        using HeaderChecker checker = new(remembers: true);
        checker.Check(Payload.Of(0, 0));
        checker.Check(Payload.Of(0, 1_500_000_000));
        Assert.Null(Of(checker, fromStart: true, toEnd: true));
    }

    private static StepFindings[]? Of(HeaderChecker checker, bool fromStart, bool toEnd) =>
        StepSummary.Of([checker], [new StreamSteps { Stream = 0, Starts = [0, 5], End = 9 }], fromStart, toEnd);
}
