using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Tools;
using UdpLab.Wire;

namespace UdpLab.Bench.Sections;

/// <summary>
/// Setting up 64 pktgen devices with 15 commands each in a guest: through one conversation with the agent, with the functions of
/// netoptimizer/network-testing's sample scripts, and with one ssh call per command.
/// </summary>
internal static class PktgenSection
{
    public const string Name = "pktgen";

    private const int Devices = 64, SampledCalls = 10;

    private static readonly string[] _commands =
    [
        "flag QUEUE_MAP_CPU", "count 1000", "clone_skb 0", "pkt_size 60", "delay 0", "flag UDPSRC_RND", "dst_mac 52:54:00:01:00:02", "dst_min 10.77.0.2", "dst_max 10.77.0.2",
        "src_min 10.77.0.1", "src_max 10.77.0.1", "udp_dst_min 9", "udp_dst_max 9", "udp_src_min 1000", "udp_src_max 1100",
    ];

    public static void Run(Context context)
    {
        if (context.Options.PktgenScripts is not { } scripts)
        {
            context.Add(Row.Skipped(Name, "64 devices, 15 commands each", "pktgen's sample scripts", OtherTools.NotGiven("--pktgen-scripts")));
            return;
        }

        using GuestPair guests = GuestPair.Start();
        using SshLink gen = guests.Connect("gen");
        HostLinks.Add(gen);
        using PktgenClient client = PktgenClient.Open(gen.Host);
        ChangePktgen change = new()
        {
            Devices = [.. Enumerable.Range(0, Devices).Select(i => new PktgenDeviceChange { Name = $"test0@{i}", Cpu = i % 2, Commands = _commands })],
        };
        _ = client.Change(new ChangePktgen { Reset = true }, context.Cancel);
        guests.Capture("gen", "cat >/tmp/functions.sh", File.ReadAllText(Path.Combine(scripts, "functions.sh")));
        guests.Capture("gen", "cat >/tmp/set.sh", Script());
        guests.Capture("gen", "cat >/tmp/request", JsonSerializer.Serialize(change with { Id = 1 }, WireJson.Default.Request) + "\n");
        List<double> agent = [], script = [], distant = [], calls = [];
        for (int i = 0; i < Math.Max(context.Options.Pairs / 2, 2); i++)
        {
            script.Add(Milliseconds(guests.Capture("gen", "bash /tmp/set.sh")));
            agent.Add(Milliseconds(guests.Capture("gen", Local(((SshLabHost)gen.Host).AgentPath))));
            _ = client.Change(new ChangePktgen { Reset = true }, context.Cancel);
            long began = Stopwatch.GetTimestamp();
            _ = client.Change(change, context.Cancel);
            distant.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            for (int call = 0; call < SampledCalls; call++)
            {
                guests.Capture("gen", "echo 'count 1000' >/proc/net/pktgen/test0@0");
            }

            calls.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds / SampledCalls * Devices * (_commands.Length + 1));
            _ = client.Change(new ChangePktgen { Reset = true }, context.Cancel);
        }

        Add("in the guest: the agent, its start included", agent, "pktgen's sample scripts' functions", script, "");
        Add("over SSH: one conversation", distant, "one ssh call a command", calls, $"B from {SampledCalls} calls of {Devices * (_commands.Length + 1)}");

        void Add(string a, List<double> ours, string b, List<double> theirs, string note) => context.Add(new Row
        {
            Section = Name,
            A = $"{Devices} devices, {_commands.Length} commands each, {a}",
            B = b,
            Unit = "ms",
            MedianA = Statistics.Median(ours),
            MedianB = Statistics.Median(theirs),
            Note = string.Create(CultureInfo.InvariantCulture, $"{Statistics.Median(theirs) / Statistics.Median(ours):0} times as fast; {note}").TrimEnd(' ', ';'),
        });
    }

    private static string Script() => $$"""
        source /tmp/functions.sh
        pg_ctrl reset
        began=$(date +%s%N)
        for ((i = 0; i < {{Devices}}; i++)); do
            pg_thread $((i % 2)) add_device test0@$i
        {{string.Join('\n', _commands.Select(c => $"    pg_set test0@$i \"{c}\""))}}
        done
        echo $((($(date +%s%N) - began) / 1000000))
        pg_ctrl reset

        """;

    /// <summary>The agent on a pipe, until its answer is complete.</summary>
    private static string Local(string agent) => $$"""
        echo reset >/proc/net/pktgen/pgctrl; rm -f /tmp/answer /tmp/line; mkfifo /tmp/line
        began=$(date +%s%N)
        {{agent}} </tmp/line >/tmp/answer &
        exec 3>/tmp/line; cat /tmp/request >&3
        tail -f -s 0.01 /tmp/answer 2>/dev/null | while read -r line; do case $line in *pktgen.state*) break;; *'"error"'*) echo "$line" >&2; break;; esac; done
        echo $((($(date +%s%N) - began) / 1000000)); exec 3>&-; pkill tail; wait
        echo reset >/proc/net/pktgen/pgctrl
        """;

    private static double Milliseconds(string text) => double.Parse(text.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
}
