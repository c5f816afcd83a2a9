using CsCheck;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>The ledgers of parts are those of the whole, however the counters run ahead of each other at a cut.</summary>
public class LedgerPartsTests
{
    private static readonly Gen<long[]> _steps = Gen.Long[0, 1000].Array[5];

    [Fact]
    public void ThePartsAddUpToTheWhole() => _steps.Array[1, 20].Sample(
        steps =>
        {
            LedgerParts parts = new();
            List<Ledger> ledgers = [];
            long[] sums = new long[5];
            foreach (long[] step in steps)
            {
                long[] before = sums;
                sums = [.. sums.Zip(step, (sum, s) => sum + s)];
                ledgers.Add(parts.Next(Input(before, sums)));
            }

            Ledger whole = LedgerBuilder.Build(Input(new long[5], sums));
            return ledgers.Sum(l => l.Received) == whole.Received
                && ledgers.Sum(l => l.Losses) == whole.Losses
                && ledgers.Sum(l => l.KernelReceived) == whole.KernelReceived
                && ledgers.Sum(l => l.KernelDifference) == whole.KernelDifference
                && whole.Entries.All(e => ledgers.Sum(l => l.Entries.Where(o => (o.Layer, o.Counter) == (e.Layer, e.Counter)).Sum(o => o.Packets)) == e.Packets)
                && ledgers.All(l => l.Sent is null && l.Unexplained is null);
        },
        iter: 2_000);

    /// <summary>Received, delivered, dropped by the sink's sockets, dropped by all sockets, and for which no socket was there.</summary>
    private static LedgerInput Input(long[] before, long[] after) => new()
    {
        Before = Read(before),
        After = Read(after),
        TotalPackets = after[0] - before[0],
        TotalDatagrams = after[0] - before[0],
        WindowPackets = after[0] - before[0],
        SocketDrops = after[2] - before[2],
    };

    private static Counters Read(long[] n) => new()
    {
        Snmp = $"Udp: InDatagrams NoPorts InErrors RcvbufErrors InCsumErrors MemErrors\nUdp: {n[1]} {n[4]} {n[3]} {n[3]} 0 0\n",
        Snmp6 = "",
        Netstat = "",
        Softnet = "",
        Devices = [],
    };
}
