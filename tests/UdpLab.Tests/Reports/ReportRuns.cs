using System.Globalization;
using System.Text.Json.Nodes;

namespace UdpLab.Tests.Reports;

/// <summary>Files of measurements to report, made of one that is kept with the tests: real in all but its numbers and factors.</summary>
internal sealed class ReportRuns
{
    /// <summary>A name that would be an element and end a script, were it not text.</summary>
    public const string Hostile = "</script><img src=x onerror=window.hacked=true>";

    private readonly string _folder;
    private readonly Session _session;
    private readonly JsonObject _model;
    private int _position;

    public ReportRuns(Session session, string folder)
    {
        (_session, _folder) = (session, folder);
        _model = JsonNode.Parse(File.ReadLines(Path.Combine(Repository.Root, "tests/UdpLab.Core.Tests/data/results-1.0.jsonl")).First())!.AsObject();
        _model["Profile"] = null;
        _model["Nic"]!["SpeedMbps"] = 10_000;
    }

    /// <summary>A sweep of two kernels over receive queues, each cell so many times.</summary>
    public string RssSweep(int repeats) => Write("rss", from repeat in Enumerable.Range(1, repeats)
                                                        from queues in new[] { 1, 2, 4, 8 }
                                                        from kernel in new[] { "4.9.0", "4.11.0" }
                                                        select Run(repeat, Rate(queues, kernel, repeat), ("RssQueues", queues), ("Kernel", kernel)));

    /// <summary>One measurement of each of many cells.</summary>
    public string Cells(int count) => Write("cells", from cell in Enumerable.Range(0, count) select Run(1, 500_000 + (cell * 977 % 400_000), ("Size", 60 + (cell / 25)), ("Flows", 1 + (cell % 25))));

    /// <summary>Profiles of two kernels, and a hostile symbol.</summary>
    public string Profiles(int repeats)
    {
        string folded = Path.Combine(_folder, "sink.folded"), line = Path.Combine(_folder, "profile.jsonl");
        List<JsonObject> runs = [];
        foreach ((string kernel, int locked) in new[] { ("4.9.0", 700), ("4.11.0", 100) })
        {
            File.WriteAllText(folded, $"""
                udp_sink;main;entry_SYSCALL_64_after_hwframe_[k];udp_recvmsg_[k];_raw_spin_lock_bh_[k] {locked}
                udp_sink;main;entry_SYSCALL_64_after_hwframe_[k];udp_recvmsg_[k];copy_to_iter_[k] 250
                udp_sink;main;entry_SYSCALL_64_after_hwframe_[k];udp_recvmsg_[k] 60
                udp_sink;main;{Hostile} 40

                """);
            _session.Give($"Import-PerfProfile '{folded}' | Export-LabResult '{line}'");
            JsonObject profile = JsonNode.Parse(File.ReadAllText(line))!.AsObject();
            profile.Remove("Schema");
            profile.Remove("Type");
            for (int repeat = 1; repeat <= repeats; repeat++)
            {
                JsonObject run = Run(repeat, Rate(4, kernel, repeat), ("Kernel", kernel));
                run["Profile"] = profile.DeepClone();
                runs.Add(run);
            }
        }

        return Write("profiles", runs);
    }

    /// <summary>One measurement with a trace of a hundred slots, of which three lose packets, and a profile with times. Names are hostile.</summary>
    public string Traced()
    {
        const int slots = 100;
        JsonObject run = Run(1, 612_345, ("Note", Hostile));
        JsonArray Each(Func<int, JsonNode> value) => [.. Enumerable.Range(0, slots).Select(value)];
        JsonObject Loss(int slot, string reason, long packets, long asleep) => new() { ["Slot"] = slot, ["Reason"] = reason, ["Packets"] = packets, ["Reader"] = reason == Hostile ? null : new JsonObject { ["Running"] = 0, ["Preempted"] = 0, ["Waiting"] = packets - asleep, ["Asleep"] = asleep, ["Unknown"] = 0 } };
        run["Trace"] = new JsonObject
        {
            ["Reasons"] = new JsonArray(),
            ["Readers"] = new JsonArray(),
            ["Holders"] = new JsonArray(),
            ["Axis"] = new JsonObject
            {
                ["BeginSeconds"] = -0.1,
                ["SlotSeconds"] = 0.01,
                ["Received"] = Each(i => i < 10 ? 0 : 5000 + (i * 37 % 900)),
                ["SoftirqSeconds"] = Each(_ => 0.002),
                ["NapiPolls"] = Each(_ => 3),
                ["NapiPackets"] = Each(_ => 64),
                ["RunningSeconds"] = Each(i => i < 10 ? 0 : 0.006),
                ["PreemptedSeconds"] = Each(i => i is 40 or 41 ? 0.003 : 0),
                ["WaitingSeconds"] = Each(i => i is 40 or 41 ? 0.001 : 0),
                ["AsleepSeconds"] = Each(i => i < 10 ? 0.01 : 0.0005),
                ["Losses"] = new JsonArray(Loss(40, "SOCKET_RCVBUFF", 3000, 1000), Loss(41, "SOCKET_RCVBUFF", 2000, 0), Loss(41, Hostile, 40, 0), Loss(70, "SOCKET_RCVBUFF", 700, 700)),
            },
        };
        foreach (JsonNode entry in run["Ledger"]!["Entries"]!.AsArray().OfType<JsonNode>().Where(entry => (string)entry["Counter"]! == "RcvbufErrors"))
        {
            entry["Reasons"] = new JsonArray(new JsonObject { ["Name"] = "SOCKET_RCVBUFF", ["Function"] = "udp_queue_rcv_one_skb", ["Packets"] = (long)entry["Packets"]! - 40, ["Frames"] = 1 }, new JsonObject { ["Name"] = Hostile, ["Packets"] = 40, ["Frames"] = 40 });
        }

        JsonObject Frame(string name, bool kernel) => new() { ["Name"] = name, ["Path"] = kernel ? "[kernel.kallsyms]" : "/usr/bin/sink", ["Scope"] = kernel ? "Kernel" : "User" };
        JsonObject Chain(string command, int samples, params int[] functions) => new() { ["Command"] = command, ["Samples"] = samples, ["Weight"] = 0, ["Functions"] = new JsonArray([.. functions.Select(f => (JsonNode)f)]) };
        run["Profile"] = new JsonObject
        {
            ["Event"] = "cpu-clock",
            ["Host"] = "dut",
            ["Data"] = new JsonObject
            {
                ["HasCallChains"] = true,
                ["Functions"] = new JsonArray(Frame("udp_recvmsg", true), Frame("main", false), Frame(Hostile, false)),
                ["Chains"] = new JsonArray(Chain("sink", 90, 0, 1), Chain(Hostile, 20, 2, 1)),
                ["Timeline"] = new JsonObject
                {
                    ["BeginSeconds"] = -0.1,
                    ["SlotSeconds"] = 0.01,
                    ["Slots"] = new JsonArray([.. Enumerable.Range(10, 90).Select(i => (JsonNode)i).Append(99)]),
                    ["Cpus"] = new JsonArray([.. Enumerable.Range(10, 91).Select(_ => (JsonNode)1)]),
                    ["Chains"] = new JsonArray([.. Enumerable.Range(10, 90).Select(i => (JsonNode)(i is 40 or 41 ? 1 : 0)).Append(0)]),
                    ["Samples"] = new JsonArray([.. Enumerable.Range(10, 90).Select(i => (JsonNode)(i is 40 or 41 ? 10 : 1)).Append(2)]),
                },
            },
        };
        return Write("traced", [run]);
    }

    /// <summary>One measurement, with hostile factors.</summary>
    public string One() => Write("one", [Run(1, 612_345, ("Note", Hostile))]);

    private static double Rate(int queues, string kernel, int repeat) =>
        Math.Round((kernel == "4.9.0" ? 900_000 / Math.Sqrt(queues) : 1_000_000 + (100_000 * Math.Log2(queues))) * (1 + (0.004 * ((repeat * 7 % 5) - 2))));

    private JsonObject Run(int repeat, double pps, params (string Name, JsonNode Value)[] factors)
    {
        // A second of a flood of 1.5 million packets: what was not received was dropped at the socket.
        const long sent = 1_500_000;
        long packets = (long)pps, lost = sent - packets;
        JsonObject run = _model.DeepClone().AsObject();
        (run["Packets"], run["Bytes"], run["Seconds"], run["OpeningPackets"], run["Lost"]) = (packets, packets * 18, 1.0, 0, lost);
        (run["UserSeconds"], run["SystemSeconds"]) = (0.1, 0.8);
        JsonNode ledger = run["Ledger"]!;
        (ledger["Sent"], ledger["Received"]) = (sent, packets);
        foreach (JsonNode entry in ledger["Entries"]!.AsArray().OfType<JsonNode>())
        {
            entry["Packets"] = (string)entry["Counter"]! switch
            {
                "sent" or "rx_packets" or "InReceives" or "InDelivers" => sent,
                "received in window" => packets,
                "RcvbufErrors" => lost,
                _ => (bool)entry["IsLoss"]! ? 0 : (long)entry["Packets"]!,
            };
        }

        JsonNode flood = run["Flood"]![0]!;
        (flood["Sent"], flood["Seconds"]) = (sent, 1.0);
        run["Factors"] = new JsonObject(factors.Select(factor => KeyValuePair.Create(factor.Name, (JsonNode?)factor.Value)));
        run["Environment"]!["Kernel"] = factors.FirstOrDefault(factor => factor.Name == "Kernel").Value?.DeepClone() ?? "6.12.0";
        run["Intervals"] = new JsonArray([.. Enumerable.Range(1, 4).Select(i => new JsonObject { ["Seconds"] = 0.25 * i, ["Packets"] = packets / 4, ["Pps"] = pps })]);
        (run["Repeat"], run["Position"]) = (repeat, ++_position);
        run["Started"] = DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(2 * _position).ToString("o", CultureInfo.InvariantCulture);
        return run;
    }

    private string Write(string name, IEnumerable<JsonObject> runs)
    {
        string file = Path.Combine(_folder, name + ".jsonl");
        File.WriteAllLines(file, runs.Select(run => run.ToJsonString()));
        return file;
    }
}
