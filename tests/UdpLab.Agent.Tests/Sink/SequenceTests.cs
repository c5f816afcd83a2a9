using CsCheck;
using UdpLab.Agent.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Sink;

/// <summary>Whatever the network does, lost, late and duplicate packets are those that a naive reader of the whole list counts.</summary>
public sealed class SequenceTests
{
    [Fact]
    public void OneReceiverOfOneStreamCountsAsTheReferenceDoes() => Arrivals.Stream.Sample(
        numbers =>
        {
            using HeaderChecker checker = new();
            NaiveStream reference = new();
            foreach (long number in numbers)
            {
                checker.Check(Payload.Of(7, number));
                reference.Receive(number);
            }

            AssertSame([reference], HeaderSummary.Of([checker]));
        },
        iter: 5_000);

    [Fact]
    public void SeveralStreamsDoNotMix() => Gen.Select(Arrivals.Stream, Gen.Int[0, 3]).Array[1, 4].Sample(
        streams =>
        {
            using HeaderChecker checker = new();
            Dictionary<int, NaiveStream> references = [];
            HashSet<int> taken = [];
            foreach ((long[] numbers, int stream) in streams.Where(s => taken.Add(s.Item2)))
            {
                references[stream] = new NaiveStream();
                foreach (long number in numbers)
                {
                    references[stream].Receive(number);
                }
            }

            // A packet of each stream in turn.
            List<(long[] Numbers, int Stream)> chosen = [.. streams.DistinctBy(s => s.Item2)];
            for (int i = 0; i < chosen.Max(s => s.Numbers.Length); i++)
            {
                foreach ((long[] numbers, int stream) in chosen.Where(s => i < s.Numbers.Length))
                {
                    checker.Check(Payload.Of(stream, numbers[i]));
                }
            }

            HeaderFindings found = HeaderSummary.Of([checker]);
            Assert.Equal(references.Values.Sum(r => NaiveStream.Lost([r])), found.Lost);
            Assert.Equal(references.Values.Sum(r => r.OutOfOrder), found.OutOfOrder);
            Assert.Equal(references.Values.Sum(r => r.Duplicates), found.Duplicates);
        },
        iter: 2_000);

    [Fact]
    public void WhatOneSocketMissesMayHaveComeToAnother() => Gen.Select(Arrivals.Stream, Gen.Int[1, 4], Gen.Int[0, 1000]).Sample(
        (numbers, receivers, seed) =>
        {
            HeaderChecker[] checkers = [.. Enumerable.Range(0, receivers).Select(_ => new HeaderChecker())];
            NaiveStream[] references = [.. checkers.Select(_ => new NaiveStream())];
            try
            {
                foreach (long number in numbers)
                {
                    // A flow goes to one socket, so a packet's copy goes to the same socket.
                    int to = (int)((ulong)((number + seed) * 7919) % 13 % (ulong)receivers);
                    checkers[to].Check(Payload.Of(0, number));
                    references[to].Receive(number);
                }

                AssertSame(references, HeaderSummary.Of(checkers));
            }
            finally
            {
                Array.ForEach(checkers, c => c.Dispose());
            }
        },
        iter: 2_000);

    [Fact]
    public void ASecondSocketMayJoinAfterTheNumbersWrapped()
    {
        using HeaderChecker early = new(), late = new();
        early.Receive(0, [uint.MaxValue - 1L, uint.MaxValue, uint.MaxValue + 2L]);
        late.Receive(0, [uint.MaxValue + 1L, uint.MaxValue + 4L]);
        Assert.Equal(new HeaderFindings { Lost = 1 }, HeaderSummary.Of([early, late]));
    }

    [Fact]
    public void ASecondSocketMayJoinAfterHalfOfAllNumbers()
    {
        using HeaderChecker early = new(), late = new();
        early.Receive(0, [5, 2_000_000_000, 4_000_000_000, 4_000_000_002]);
        late.Receive(0, [4_000_000_001]);
        Assert.Equal(4_000_000_002L - 5 + 1 - 5, HeaderSummary.Of([early, late]).Lost);
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0u)]
    [InlineData(uint.MaxValue - 1)]
    [InlineData(1u << 31)]
    public void AStreamMayBeginWithAnyNumber(uint first)
    {
        using HeaderChecker checker = new();
        checker.Receive(0, [first, first + 1L, first + 4L, first + 3L, first + 3L]);
        Assert.Equal(new HeaderFindings { Lost = 1, OutOfOrder = 1, Duplicates = 1 }, HeaderSummary.Of([checker]));
    }

    [Fact]
    public void ThePacketAWholeWindowLateIsStillKnown()
    {
        using HeaderChecker checker = new();
        const long next = SequenceTracker.Window + 10;
        checker.Receive(0, [0, next - 1]);
        checker.Receive(0, [next - SequenceTracker.Window, next - SequenceTracker.Window]);
        Assert.Equal(new HeaderFindings { Lost = next - 3, OutOfOrder = 1, Duplicates = 1 }, HeaderSummary.Of([checker]));
    }

    private static void AssertSame(NaiveStream[] references, HeaderFindings found) => Assert.Equal(
        new HeaderFindings
        {
            Lost = NaiveStream.Lost(references),
            OutOfOrder = references.Sum(r => r.OutOfOrder),
            Duplicates = references.Sum(r => r.Duplicates),
        },
        found);
}
