using CsCheck;
using UdpLab.Agent.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Sink;

/// <summary>A restarted generator starts a new sequence: its packets are neither late nor duplicates.</summary>
public sealed class RestartTests
{
    private static readonly Gen<long[]> _numbering = Gen.Int[0, 30].Array[1, 60].Select(steps =>
    {
        // Long enough that the next sequence starts further back than any late packet.
        long number = 0;
        return (long[])[0, .. steps.Select(s => number += s + 1), SequenceTracker.Window * 2L];
    });

    [Fact]
    public void EveryNumberingIsCountedByItself() => _numbering.Array[1, 4].Sample(
        numberings =>
        {
            using HeaderChecker checker = new();
            foreach (long[] numbers in numberings)
            {
                checker.Receive(0, numbers);
            }

            Assert.Equal(new HeaderFindings { Lost = numberings.Sum(Lost) }, HeaderSummary.Of([checker]));
        },
        iter: 2_000);

    [Fact]
    public void EveryNumberingIsCountedByItselfOverSeveralSockets() => _numbering.Array[2, 3].Sample(
        numberings =>
        {
            using HeaderChecker even = new(), odd = new();
            foreach (long[] numbers in numberings)
            {
                // Both receivers see both ends of a sequence, as with sockets of many flows.
                long[] ended = [.. numbers, numbers[^1] + 1];
                foreach ((long number, int i) in ended.Select((n, i) => (n, i)))
                {
                    (i % 2 == 0 ? even : odd).Check(Payload.Of(0, number));
                }
            }

            Assert.Equal(numberings.Sum(Lost), HeaderSummary.Of([even, odd]).Lost);
        },
        iter: 500);

    private static long Lost(long[] numbers) => numbers[^1] - numbers[0] + 1 - numbers.Length;
}
