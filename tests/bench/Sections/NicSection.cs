using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Report;
using UdpLab.Wire;

namespace UdpLab.Bench.Sections;

/// <summary>
/// Interfaces of the testbed's sink: reading all of them compared with the equivalent ethtool and ip calls, and setting four things
/// and putting them back compared with the calls for that, once including the agent's start and once in a running session.
/// </summary>
internal static class NicSection
{
    public const string Name = "nic";

    private const string ReadAll = """
        ip -d addr; for i in $(ls /sys/class/net); do
            for o in -i -k -l -g -a -c -x -S; do ethtool $o $i; done; ethtool -n $i rx-flow-hash udp4; ethtool -n $i rx-flow-hash udp6; ethtool $i
            cat /sys/class/net/$i/queues/*/rps_cpus /sys/class/net/$i/queues/*/xps_cpus /sys/class/net/$i/statistics/*
        done; cat /proc/interrupts
        """;

    private static readonly NicSettings _wanted = new() { Mtu = 1400, Features = new Dictionary<string, bool> { ["gro"] = false, ["tso"] = false }, Rps = new CpuAssignment("0") };

    public static void Run(Context context)
    {
        string nic = context.Bed.SinkInterface;
        string set = $"ip link set {nic} mtu 1400; ethtool -K {nic} gro off tso off; for q in /sys/class/net/{nic}/queues/rx-*; do echo 1 >$q/rps_cpus; done; "
            + $"ip link set {nic} mtu 1500; ethtool -K {nic} gro on tso on; for q in /sys/class/net/{nic}/queues/rx-*; do echo 0 >$q/rps_cpus; done";
        List<double> cold = [], warm = [], tools = [], changed = [], script = [];
        for (int i = 0; i < Math.Max(context.Options.Pairs, 5); i++)
        {
            context.Watch.WaitForQuiet();
            tools.Add(Milliseconds(() => Shell(context, ReadAll)));
            cold.Add(Milliseconds(() =>
            {
                using NicClient client = NicClient.Open(context.Bed.Sink);
                _ = client.Nics(client.Read([], context.Cancel)).ToArray();
            }));
            using NicClient open = NicClient.Open(context.Bed.Sink);
            _ = open.Read([], context.Cancel);
            warm.Add(Milliseconds(() => _ = open.Nics(open.Read([], context.Cancel)).ToArray()));
            script.Add(Milliseconds(() => Shell(context, set)));
            changed.Add(Milliseconds(() => SetAndUndo(context, open, nic)));
        }

        Add(context, "Get-LabNic of all interfaces, the agent's start included", "ethtool and ip for the same", cold, tools);
        Add(context, "the same in a conversation", "ethtool and ip for the same", warm, tools);
        Add(context, "set three things, journaled, read back, and undo", "ip, ethtool and echo, nothing read back", changed, script);
    }

    private static void SetAndUndo(Context context, NicClient client, string nic)
    {
        NicState state = client.Read([nic], context.Cancel);
        IReadOnlyList<LabChange> changes = client.Apply(client.Plan(state, state.Items[0], _wanted), _ => { }, context.Cancel);
        ChangeUndo undo = new(force: false);
        if (undo.Undo(changes, context.Cancel).Count != changes.Count)
        {
            throw new InvalidOperationException($"Not everything was put back: {string.Join("; ", undo.Failures.Select(f => f.Failure.Message))}");
        }
    }

    private static void Shell(Context context, string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("ip", ["netns", "exec", context.Bed.SinkNamespace, "sh", "-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        _ = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
    }

    private static double Milliseconds(Action work)
    {
        long began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static void Add(Context context, string a, string b, List<double> ours, List<double> theirs) => context.Add(new Row
    {
        Section = Name,
        A = a,
        B = b,
        Unit = "ms",
        MedianA = Statistics.Median(ours),
        MedianB = Statistics.Median(theirs),
        Note = string.Create(CultureInfo.InvariantCulture, $"{ours.Min():0.0}..{ours.Max():0.0} : {theirs.Min():0.0}..{theirs.Max():0.0} ms; B is {Statistics.Median(theirs) / Statistics.Median(ours):0.0} times A"),
    });
}
