using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Agents' messages about a flood and a sink, with as much content as a test needs.</summary>
internal static class Plays
{
    private static readonly Counters _counters = new() { Snmp = "", Snmp6 = "", Netstat = "", Softnet = "", Devices = [] };

    public static FloodResult End(long sent) => new() { Id = 2, Sent = sent, Seconds = 2, Threads = [], Before = _counters, After = _counters };

    /// <summary>A reading of a single interface.</summary>
    public static Counters Reading(DeviceCounters device) => _counters with { Devices = [device] };

    public static string[] FloodPlay(FloodResult end, int flows = 1) =>
    [
        FakeAgent.Says(FakeAgent.Hello),
        "?",
        FakeAgent.Says(new FloodReady { Id = 1, Backend = FloodBackend.Socket, Reason = "as asked", Interface = "lo", Destination = "127.0.0.1", Source = "127.0.0.1", Threads = 1, Flows = flows }),
        "?",
        FakeAgent.Says(new FloodStarted { Id = 2, StartedNanoseconds = 1 }),
        FakeAgent.Says(end),
    ];

    public static SinkResult Found(long packets, HeaderFindings? headers) => new()
    {
        Id = 3,
        Packets = packets,
        TotalPackets = packets,
        TotalDatagrams = packets,
        Bytes = packets * 18,
        FirstNanoseconds = 1_000_000_000,
        LastNanoseconds = 3_000_000_000,
        UserSeconds = 0.25,
        SystemSeconds = 0.75,
        Headers = headers,
        Sockets = [new SocketFindings { Packets = packets, Bytes = packets * 18 }],
        Before = _counters,
        After = _counters,
    };

    public static string[] SinkPlay(SinkResult result, params Reply[] meanwhile) => SinkPlay(result, null, meanwhile);

    public static string[] SinkPlay(SinkResult result, ReadinessFacts? facts, params Reply[] meanwhile) =>
    [
        FakeAgent.Says(FakeAgent.Hello),
        "?",
        FakeAgent.Says(new SinkReady { Id = 1, Address = "127.0.0.1", Port = 9, ReceiveBuffer = 4096, Addresses = [] }),
        "?",
        FakeAgent.Says(new Armed { Id = 2, Facts = facts }),
        .. meanwhile.Select(FakeAgent.Says),
        "?",
        FakeAgent.Says(result),
    ];

    /// <summary>Waits until a condition is true.</summary>
    public static void Await(Func<bool> condition)
    {
        for (int i = 0; i < 3000; i++)
        {
            if (condition())
            {
                return;
            }

            Thread.Sleep(10);
        }

        Assert.Fail("The condition did not become true.");
    }
}
