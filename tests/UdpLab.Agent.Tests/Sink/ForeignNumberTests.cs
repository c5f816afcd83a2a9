using System.Buffers.Binary;
using CsCheck;
using UdpLab.Agent.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Sink;

/// <summary>Numbers of other tools: a different byte order is recognised, and numbers that are not a sequence are reported.</summary>
public sealed class ForeignNumberTests
{
    // Start numbers at which bytes carry over, and at both ends of 32 bits.
    private static readonly Gen<long> _start = Gen.Frequency((2, Gen.Const(0L)), (2, Gen.UInt.Select(n => (long)n)), (2, Gen.Int[-40, 40].Select(n => uint.MaxValue + (long)n)), (2, Gen.Int[-300, 300].Select(n => 65_536L + n)));

    [Fact]
    public void HostByteOrderIsRecognisedAndRead() => Gen.Select(_start, Gen.Int[1, 20].Array[2, 300], Gen.Int[1, 4]).Sample(
        (start, steps, sockets) =>
        {
            HeaderChecker[] checkers = [.. Enumerable.Range(0, sockets).Select(_ => new HeaderChecker())];
            long number = start, came = 0;
            for (int i = 0; i < steps.Length; i++)
            {
                checkers[i % sockets].Check(HostOrder(number));
                came++;
                number += i + 1 < steps.Length ? steps[i] : 0;
            }

            HeaderFindings found = HeaderSummary.Of(checkers, 1);
            Array.ForEach(checkers, c => c.Dispose());
            Assert.True(steps.Length < sockets * 2 || found.Numbers == NumberTrouble.HostOrder, $"{found}");
            Assert.True(steps.Length < sockets * 2 || found.Lost == number - start + 1 - came, $"{found} of {came} from {start} to {number}");
        },
        iter: 3_000);

    [Fact]
    public void LateAndDoubledOnesAreCountedThereToo()
    {
        using HeaderChecker checker = new();
        foreach (long number in new long[] { 0, 1, 2, 5, 4, 4, 9 })
        {
            checker.Check(HostOrder(number));
        }

        Assert.Equal(new HeaderFindings { Lost = 4, OutOfOrder = 1, Duplicates = 1, Numbers = NumberTrouble.HostOrder }, HeaderSummary.Of([checker], 1));
    }

    [Fact]
    public void OurOwnNumbersAreNotTakenForTheOtherOrder() => Gen.Select(_start, Gen.Int[1, 100_000].Array[1, 200]).Sample(
        (start, steps) =>
        {
            using HeaderChecker checker = new();
            checker.Receive(0, steps.Aggregate(new List<long> { start }, (numbers, step) => [.. numbers, numbers[^1] + step]));
            Assert.Null(HeaderSummary.Of([checker]).Numbers);
        },
        iter: 1_000);

    [Fact]
    public void NumbersThatAreNotOneAPacketAreSaid()
    {
        // pktgen with clone_skb 10.
        using HeaderChecker checker = new();
        checker.Receive(0, Enumerable.Range(0, 1_000).Select(i => (long)(i / 10)));
        Assert.Equal(NumberTrouble.Repeated, HeaderSummary.Of([checker], 1).Numbers);
    }

    [Theory]
    [InlineData(1_000, 1)]
    [InlineData(10, 1)]
    [InlineData(2, 4)]
    [InlineData(65_536, 1)]
    public void NumbersInStepsAreNoted(long step, int sockets)
    {
        HeaderChecker[] checkers = [.. Enumerable.Range(0, sockets).Select(_ => new HeaderChecker())];
        // One in ten is lost, one comes late.
        long[] numbers = [.. Enumerable.Range(0, 1_000).Where(i => i % 10 != 3).Select(i => (i == 500 ? 501 : i == 501 ? 500 : i) * step)];
        for (int i = 0; i < numbers.Length; i++)
        {
            checkers[i % sockets].Receive(0, [numbers[i]]);
        }

        HeaderFindings found = HeaderSummary.Of(checkers, 1);
        Array.ForEach(checkers, c => c.Dispose());
        Assert.Equal((step, null), (found.Step, found.Numbers));
    }

    [Fact]
    public void SocketsThatTakeTurnsAreNoSteps()
    {
        HeaderChecker[] checkers = [new(), new()];
        for (int i = 0; i < 1_000; i++)
        {
            checkers[i % 2].Receive(0, [i]);
        }

        HeaderFindings found = HeaderSummary.Of(checkers, 1);
        Array.ForEach(checkers, c => c.Dispose());
        Assert.Null(found.Step);
    }

    [Fact]
    public void LossByChanceLeavesNoSteps() => Gen.Select(_start, Gen.Int[1, 1_000].Array[100, 200]).Sample(
        (start, steps) =>
        {
            using HeaderChecker checker = new();
            checker.Receive(0, steps.Aggregate(new List<long> { start }, (numbers, step) => [.. numbers, numbers[^1] + step]));
            Assert.Null(HeaderSummary.Of([checker]).Step);
        },
        iter: 1_000);

    [Fact]
    public void NumbersWithoutAnOrderAreSaid()
    {
        using HeaderChecker checker = new();
        Random random = new(1);
        checker.Receive(0, Enumerable.Range(0, 100_000).Select(_ => random.NextInt64(uint.MaxValue)));
        Assert.Equal(NumberTrouble.Implausible, HeaderSummary.Of([checker], 1).Numbers);
    }

    [Fact]
    public void MoreLossesThanAnyNetworkCarriesAreSaid()
    {
        using HeaderChecker checker = new();
        checker.Receive(0, [0, 1, 2_000_000_000, 2_000_000_001]);
        Assert.Equal(NumberTrouble.Implausible, HeaderSummary.Of([checker], 1).Numbers);
        Assert.Null(HeaderSummary.Of([checker], 10).Numbers);
    }

    private static byte[] HostOrder(long number) => Payload.Of(0, BinaryPrimitives.ReverseEndianness((uint)number));
}
