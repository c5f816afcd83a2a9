using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>
/// Replies with one thing wrong: each either does no harm or gives an error that names the host, never a raw exception, never an
/// endless wait.
/// </summary>
[Collection(OwnJournal.Name)]
public sealed class ReplyMutationTests : IDisposable
{
    private const string Host = "far-away";

    private static readonly string[] _values = ["null", "7", "-1", "1e300", "9223372036854775807", "true", "\"\\u001b[2J \\n\"", "\"\"", "\"0-99999999999999999999\"", "[]", "{}", "[null]", "[{}]"];

    private static readonly Dictionary<string, (Reply[][] Play, Action<LabHost> Use)> _plays = new()
    {
        ["hello"] = ([], host =>
        {
            using AgentSession agent = host.OpenAgent();
            _ = (agent.Host.Kernel, agent.Host.Distribution, agent.Host.Architecture, agent.Host.Cpus);
        }
        ),
        ["nic"] = ([[new NicState { Id = 1, Items = [Nic()], Present = ["lo", Machines.Nic], HostIdentity = "boot/1", HostSettings = new() { [SettingNames.BusyRead] = "0" } }]], host =>
        {
            using NicClient client = NicClient.Open(host);
            Assert.NotNull(client.Nics(client.Read([], default)).ToArray());
        }
        ),
        ["readiness"] = ([[new HostState { Id = 1, Facts = Machines.Good() }]], host => _ = HostReadiness.Test(host, [], null, [], default)),
        ["pktgen"] = ([[Pktgen()]], host =>
        {
            using PktgenClient client = PktgenClient.Open(host);
            PktgenState state = client.Read(default);
            _ = (client.Threads(state).ToArray(), client.Devices(state).ToArray());
        }
        ),
        ["flood"] = ([[new FloodReady { Id = 1, Backend = FloodBackend.Socket, Reason = "as asked", Interface = "lo", Destination = "127.0.0.1", Source = "127.0.0.1", Threads = 1 }], [new FloodStarted { Id = 2, StartedNanoseconds = 1 }, new Interval { Id = 2, Seconds = 1, Length = 0.25, Packets = 5 }, FloodEnd()]], host =>
        {
            using FloodRunner flood = FloodRunner.Open(host, new FloodPlan(), null, default);
            flood.SendStart(null);
            _ = flood.AwaitStart(default);
            Plays.Await(() => flood.Poll(false));
        }
        ),
        ["sink"] = ([[new SinkReady { Id = 1, Address = "127.0.0.1", Port = 9, ReceiveBuffer = 4096, Addresses = [new InterfaceAddress { Interface = "lo", Address = "127.0.0.1", PrefixLength = 8 }] }], [new Armed { Id = 2, Facts = Machines.Good() }, new Interval { Id = 2, Seconds = 1, Length = 0.25, Packets = 5 }], [SinkEnd()]], host =>
        {
            using SinkRunner sink = SinkRunner.Open(host, new SinkPlan(), null, default);
            sink.Arm(ReceiveMethod.Recv, null, default);
            SinkResult result = sink.Finish(null, default);
            _ = HostAnswer.Understand(host, "the measurement", () => MeasurementBuilder.Build(sink, ReceiveMethod.Recv, result, null));
        }
        ),
        ["settings"] = ([[new SettingsApplied { Id = 1, Outcomes = [new SettingOutcome { Value = "1400", Effects = [new SettingEffect { Setting = "UpperMtu", Before = "a=1500", After = "a=1400" }] }], Warnings = ["slow"] }]], host =>
        {
            using AgentSession agent = host.OpenAgent();
            Assert.Equal(LabChangeState.Applied, Assert.Single(ChangeRunner.Apply(host, agent, [Wanted], _ => { }, default)).State);
        }
        ),
        ["undo"] = ([[new SettingsUndone { Id = 1, Outcomes = [new UndoOutcome { Result = UndoResult.Restored, Found = "1400", Reason = "as told" }] }]], host =>
        {
            ChangeUndo undo = new(force: false);
            LabChange change = new() { Id = "abc123-1", Place = ChangePlace.Of(host), Target = Wanted.Target, Identity = Wanted.Identity, Setting = Wanted.Setting, Before = Wanted.Before, After = Wanted.After, State = LabChangeState.Applied };
            _ = undo.Undo([change], host, default);
            if (undo.Failures is [(_, var failure), ..])
            {
                throw failure;
            }
        }
        ),
        ["perf"] = ([[new PerfStarted { Id = 1, ProcessId = 7, Command = ["perf", "record"] }, new PerfChunk { Id = 1, Part = PerfPart.Script, Bytes = Zipped("sink 1 [000] 1.000000: 1 cpu-clock: \n\t          401000 udp_recvmsg ([kernel.kallsyms])\n\n") }, new PerfResult { Id = 1, Samples = 1, FirstNanoseconds = 1, LastNanoseconds = 2, SampledEvent = "cpu-clock", Command = ["perf", "record"], Version = "perf version 6.1" }]], host =>
        {
            using PerfCapture capture = PerfCapture.Start(host, new PerfPlan(), 0.1, null, default);
            Plays.Await(() => capture.HasRecorded);
            _ = capture.Receive(default);
        }
        ),
    };

    // The journal of the changes that a far host says it has made.
    private readonly OwnJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    private static SettingChange Wanted => new() { Target = "eth0", Identity = "b/1/2", Setting = "Mtu", Before = "1500", After = "1400", AtRisk = new() { ["UpperMtu"] = "a=1500" } };

    public static TheoryData<string> Names => [.. _plays.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AsTheyShouldBeTheyAreUnderstood(string name) => _plays[name].Use(new MemoryHost(Host, Lines(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void WhateverIsWrongWithOneTheErrorNamesTheHost(string name)
    {
        ConcurrentQueue<(string What, string[][] Lines)> plays = new(Played(name));
        ConcurrentQueue<Exception> failures = new();
        int refused = 0;

        // Each waits for threads to be scheduled, which takes long on a busy machine; in parallel they wait together.
        Thread[] players = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            try
            {
                while (failures.IsEmpty && plays.TryDequeue(out (string What, string[][] Lines) play))
                {
                    Interlocked.Add(ref refused, Refuses(name, play.What, new MemoryHost(Host, play.Lines)) ? 1 : 0);
                }
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        }))];
        Array.ForEach(players, p => p.Start());
        Array.ForEach(players, p => p.Join());
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Select(f => f.Message)));
        Assert.True(refused > 20, $"Only {refused} mutations were refused: the test checks nothing.");
    }

    /// <summary>A conversation for each mutation of each of its lines.</summary>
    private static IEnumerable<(string What, string[][] Lines)> Played(string name)
    {
        string[][] lines = Lines(name);
        int first = name == "hello" ? 0 : 1;
        for (int group = first; group < lines.Length; group++)
        {
            for (int i = 0; i < lines[group].Length; i++)
            {
                foreach ((string what, string mutated) in Mutations(lines[group][i]))
                {
                    string[][] played = [.. lines];
                    played[group] = [.. lines[group]];
                    played[group][i] = mutated;
                    yield return (what, played);
                }
            }
        }
    }

    private static bool Refuses(string name, string what, LabHost host)
    {
        try
        {
            _plays[name].Use(host);
            return false;
        }
        catch (LabException e)
        {
            Assert.True(e.Message.Contains(Host, StringComparison.Ordinal), $"{what}: the error does not name the host: {e.Message}");
            Assert.DoesNotContain('\u001b', e.Message);
            return true;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {e}");
            throw;
        }
    }

    /// <summary>
    /// A line with each of its values removed, or replaced by values that do not belong there: a third of them, other ones at the next
    /// place, since all take half a minute of CPU time.
    /// </summary>
    private static IEnumerable<(string What, string Line)> Mutations(string line)
    {
        foreach ((int place, string path) in Places(JsonNode.Parse(line)!, "").Index())
        {
            foreach (string value in _values.Where((_, i) => (place + i) % 3 == 0))
            {
                yield return ($"{path} = {value}", Changed(line, path, value));
            }

            yield return ($"without {path}", Changed(line, path, null));
        }
    }

    private static IEnumerable<string> Places(JsonNode node, string path)
    {
        IEnumerable<(string Name, JsonNode? Node)> children = node switch
        {
            JsonObject o => o.Select(p => (p.Key, p.Value)),
            JsonArray a => a.Take(2).Select((n, i) => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), n)),
            _ => [],
        };
        foreach ((string name, JsonNode? child) in children)
        {
            string here = path.Length == 0 ? name : $"{path}\n{name}";
            yield return here;
            if (child is JsonObject or JsonArray)
            {
                foreach (string below in Places(child, here))
                {
                    yield return below;
                }
            }
        }
    }

    private static string Changed(string line, string path, string? value)
    {
        JsonNode root = JsonNode.Parse(line)!;
        string[] steps = path.Split('\n');
        JsonNode parent = steps[..^1].Aggregate(root, (node, step) => node is JsonArray array ? array[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!);
        JsonNode? changed = value is null ? null : JsonNode.Parse(value);
        if (parent is JsonArray items)
        {
            int at = int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture);
            items.RemoveAt(at);
            if (value is not null)
            {
                items.Insert(at, changed);
            }
        }
        else if (value is null)
        {
            parent.AsObject().Remove(steps[^1]);
        }
        else
        {
            parent[steps[^1]] = changed;
        }

        return root.ToJsonString();
    }

    private static byte[] Zipped(string text)
    {
        using MemoryStream all = new();
        using (GZipStream zip = new(all, CompressionMode.Compress))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return all.ToArray();
    }

    private static string[][] Lines(string name) => [[FakeAgent.Says(FakeAgent.Hello)[1..]], .. _plays[name].Play.Select(group => group.Select(reply => FakeAgent.Says(reply)[1..]).ToArray())];

    private static NicFacts Nic() => Machines.GoodNic() with
    {
        MacAddress = "02:00:00:00:00:01",
        Addresses = ["10.0.0.1/24"],
        FlowRulePlaces = 4,
        FlowRules = new() { [3] = "udp4 dst-port 9 queue 1" },
        FixedFeatures = ["tx-gso"],
    };

    private static PktgenState Pktgen()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "pktgen", "6.12-01.txt"));
        return new PktgenState
        {
            Id = 1,
            Loaded = true,
            Version = "Packet Generator for packet performance testing. Version: 2.75\n",
            Threads = [new PktgenFile { Name = "kpktgend_0", Text = "Running: \nStopped: lo \nResult: NA\n" }],
            Devices = [new PktgenFile { Name = "lo", Text = text }],
        };
    }

    private static Counters Counted() => new()
    {
        Snmp = "Ip: Forwarding InReceives\nIp: 1 10\nUdp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors\nUdp: 5 0 0 5 0 0 0 0 0\n",
        Netstat = "IpExt: InNoRoutes InTruncatedPkts\nIpExt: 0 0\n",
        Softnet = "00000005 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n",
        Devices = [new DeviceCounters { Name = "lo", Statistics = new() { ["rx_packets"] = 5 }, Ethtool = new() { ["rx_drops"] = 0 }, QdiscDrops = 0 }],
    };

    private static FloodResult FloodEnd() => new() { Id = 2, Sent = 5, Seconds = 2, Threads = [new FloodThreadFindings { Cpu = 0, Sent = 5, Seconds = 2 }], Before = Counted(), After = Counted(), Warnings = ["slow"] };

    private static SinkResult SinkEnd() => Plays.Found(5, new HeaderFindings { Lost = 1 }) with
    {
        Before = Counted(),
        After = Counted(),
        Latency = new LatencyFindings { Samples = 5, Minimum = 1, Mean = 2, P50 = 2, P90 = 3, P99 = 3, P999 = 3, Maximum = 3 },
        StackLatency = new LatencyFindings { Samples = 5, Minimum = 1, Mean = 2, P50 = 2, P90 = 3, P99 = 3, P999 = 3, Maximum = 3 },
        Messages = new MessageFindings { LeastTtl = 63, GreatestTtl = 64, OtherSenders = 5 },
        Nic = new NicState { Items = [Nic()], Present = ["lo"], HostIdentity = "boot/1" },
    };
}
