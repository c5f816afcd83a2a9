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
