using System.Net.NetworkInformation;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Combinations without effect give a warning, others do not.</summary>
public sealed class CombinationTests
{
    private static readonly (FloodBackend Backend, FloodPlan Plan, int Threads, int Flows, string? Words)[] _floods =
    [
        (FloodBackend.Socket, new FloodPlan(), 1, 1, null),
        (FloodBackend.Socket, new FloodPlan { Flows = 4 }, 4, 4, null),
        (FloodBackend.Socket, new FloodPlan { Flows = 1, Threads = 2 }, 2, 1, "-Threads 2 with -Flows 1"),
        (FloodBackend.Socket, new FloodPlan { DestinationMac = PhysicalAddress.Parse("02-00-00-00-00-01") }, 1, 1, "-DestinationMac"),
        (FloodBackend.Xdp, new FloodPlan { DestinationMac = PhysicalAddress.Parse("02-00-00-00-00-01") }, 1, 1, null),
        (FloodBackend.Socket, new FloodPlan { Flows = 40, Count = 400 }, 1, 40, "-Burst 1"),
        (FloodBackend.Socket, new FloodPlan { Flows = 40, Count = 400, Burst = 1 }, 1, 40, null),
        (FloodBackend.Xdp, new FloodPlan { Flows = 40, Count = 400 }, 1, 40, null),
        (FloodBackend.Xdp, new FloodPlan { Flows = 40, Count = 39 }, 1, 40, "-Count 39"),
        (FloodBackend.Xdp, new FloodPlan { Count = 3 }, 4, 1, "-Threads 3"),
        (FloodBackend.Pktgen, new FloodPlan { Flows = 7 }, 2, 6, "becomes 6"),
        (FloodBackend.Pktgen, new FloodPlan { Flows = 6 }, 2, 6, null),
        (FloodBackend.Pktgen, new FloodPlan { PacketSize = 100, Pktgen = new PktgenSettings { Imix = new PktgenImix("64,1 100,1") } }, 1, 1, "-PacketSize 100"),
    ];

    public static TheoryData<int> Floods => [.. Enumerable.Range(0, _floods.Length)];

    public static TheoryData<int> Sinks => [.. Enumerable.Range(0, _sinks.Length)];

    [Theory]
    [MemberData(nameof(Floods))]
    public void OfAFlood(int index)
    {
        (FloodBackend backend, FloodPlan plan, int threads, int flows, string? words) = _floods[index];
        OpenFlood asked = new() { Burst = plan.Burst, Count = plan.Count, Flows = plan.Flows };
        FloodReady ready = new() { Backend = backend, Reason = "", Interface = "eth0", Destination = "198.18.0.2", Source = "198.18.0.1", Threads = threads, Flows = flows, Bursts = [plan.Burst ?? 64] };
        Check(words, FloodCombinations.Warnings(plan, asked, ready));
    }

    [Theory]
    [InlineData(ReceiveMethod.Recvmsg, true, "-Batch 8")]
    [InlineData(ReceiveMethod.Recvmmsg, true, null)]
    [InlineData(ReceiveMethod.Recvmsg, false, null)]
    public void OfABatch(ReceiveMethod method, bool told, string? words) => Check(words, SinkCombinations.Warnings(new SinkPlan { Batch = told ? 8 : null }, [method]));

    [Theory]
    [InlineData(1, new[] { 0, 1 }, "only the first 1 of them is used")]
    [InlineData(2, new[] { 0, 1 }, null)]
    [InlineData(4, new[] { 0, 1 }, null)]
    public void OfCpus(int sockets, int[] cpus, string? words) => Check(words, SinkCombinations.Warnings(new SinkPlan { Sockets = sockets, Cpus = cpus }, [ReceiveMethod.Recvmsg]));

    private static readonly (SinkPlan Sink, FloodPlan Flood, int Flows, string? Words)[] _sinks =
    [
        (new SinkPlan(), new FloodPlan(), 1, null),
        (new SinkPlan { Sockets = 2 }, new FloodPlan(), 1, "-Sockets 2 with one flow"),
        (new SinkPlan { Sockets = 2, SteerByCpu = true }, new FloodPlan(), 1, null),
        (new SinkPlan { Sockets = 2 }, new FloodPlan { Flows = 8 }, 8, null),
        (new SinkPlan { Sockets = 2, Connect = true }, new FloodPlan { Flows = 3 }, 3, "-Connect with 3 flows"),
        (new SinkPlan { BusyPoll = 50 }, new FloodPlan(), 1, "-BusyPoll 50"),
        (new SinkPlan { BusyPoll = 0 }, new FloodPlan(), 1, null),
        (new SinkPlan { Gro = true }, new FloodPlan(), 1, "-Gro"),
        (new SinkPlan { Gro = true }, new FloodPlan { Gso = 8 }, 1, null),
        (new SinkPlan { Duration = 5 }, new FloodPlan { Duration = 2 }, 1, "longer than the flood, 2 s"),
        (new SinkPlan { Duration = 2, Warmup = 1 }, new FloodPlan { Duration = 2.5 }, 1, "after -Warmup 1"),
        (new SinkPlan { Duration = 2, Warmup = 1 }, new FloodPlan { Duration = 3 }, 1, null),
        (new SinkPlan { Duration = 5 }, new FloodPlan(), 1, null),
        (new SinkPlan { Sockets = 4, SteerByCpu = true }, new FloodPlan { Flows = 32 }, 32, "has 2 CPUs"),
    ];

    [Theory]
    [MemberData(nameof(Sinks))]
    public void OfASinkAndItsFlood(int index)
    {
        (SinkPlan sink, FloodPlan flood, int flows, string? words) = _sinks[index];
        string[] play = Plays.FloodPlay(Plays.End(sent: 1), flows);
        using FakeAgent generator = new(play);
        using FakeAgent receiver = new(FakeAgent.Says(FakeAgent.Hello), "?", FakeAgent.Says(new SinkReady { Id = 1, Address = "0.0.0.0", Port = 9, ReceiveBuffer = 1, Addresses = [] }));
        using SinkRunner runner = SinkRunner.Open(new FakeHost("one", receiver), sink, new SenderHints(null, null), default);
        using FloodGroup group = FloodGroup.Open([new FakeHost("one", generator)], flood, SinkAndFlood.TargetOf(runner), default);
        Check(words, SinkCombinations.Warnings(runner).Concat(MeasuringCombinations.Warnings(runner, group)));
    }

    private static void Check(string? words, IEnumerable<string> warnings)
    {
        if (words is null)
        {
            Assert.Empty(warnings);
        }
        else
        {
            Assert.Contains(words, Assert.Single(warnings), StringComparison.Ordinal);
        }
    }
}
