using CsCheck;

namespace UdpLab.Agent.Tests.Sink;

/// <summary>Simulates what a network does to a stream of numbered packets.</summary>
internal static class Arrivals
{
    // Start numbers of streams: anywhere, 0, and around the limits of 32 and 31 bits.
    private static readonly Gen<long> _start = Gen.Frequency(
        (2, Gen.UInt.Select(n => (long)n)),
        (2, Gen.Const(0L)),
        (3, Gen.Int[-40, 40].Select(n => uint.MaxValue + (long)n)),
        (1, Gen.Int[-40, 40].Select(n => int.MaxValue + (long)n)));

    // The step between a packet and the previous one sent; rarely a gap beyond the tracker's window.
    private static readonly Gen<long> _step = Gen.Frequency(
        (20, Gen.Const(1L)),
        (4, Gen.Long[2, 30]),
        (1, Gen.Long[31, 70_000]));

    private static readonly Gen<(long Step, int Delay, int Copies)> _packet = Gen.Select(
        _step,
        Gen.Frequency((6, Gen.Const(0)), (2, Gen.Int[1, 12])),
        Gen.Frequency((12, Gen.Const(1)), (1, Gen.Const(2)), (1, Gen.Const(3))));

    /// <summary>Numbers, not truncated to 32 bits, in order of arrival, with lost, late and duplicate ones.</summary>
    public static readonly Gen<long[]> Stream = Gen.Select(_start, _packet.Array[0, 120], (start, packets) => Arrange(start, packets));

    private static long[] Arrange(long start, (long Step, int Delay, int Copies)[] packets)
    {
        List<(int At, long Number)> arrivals = [];
        long number = start - 1;
        for (int i = 0; i < packets.Length; i++)
        {
            (long step, int delay, int copies) = packets[i];
            number += step;
            for (int copy = 0; copy < copies; copy++)
            {
                arrivals.Add((i + delay + (copy * 3), number));
            }
        }

        long[] ordered = [.. arrivals.OrderBy(a => a.At).Select(a => a.Number)];

        // A packet is late by less than the tracker's window; further back means a restarted generator.
        long highest = long.MinValue;
        return [.. ordered.Where(n => (highest = Math.Max(highest, n)) - n < 65_000)];
    }
}
