using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Tools;

namespace UdpLab.Bench.Sections;

/// <summary>
/// Every receive method against the same method of udp_sink, under the same flood: once Xdp, and once the fastest available,
/// because a sink that waits for its flood is not being measured.
/// </summary>
internal static class SinkSection
{
    public const string Name = "sink";

    public static void Run(Context context)
    {
        foreach ((string flood, FloodPlan plan) in new[] { ("Xdp", Context.Frames), ("Socket -Gso 64", Context.Overload) })
        {
            Run(context, flood, plan);
        }
    }

    private static void Run(Context context, string flood, FloodPlan plan)
    {
        foreach (ReceiveMethod method in UdpSink.Methods)
        {
            string ours = $"{method}, flood {flood}";
            string theirs = $"udp_sink --{method.ToString().ToLowerInvariant()}";
            if (context.UdpSink is not UdpSink tool)
            {
                context.Add(Row.Skipped(Name, ours, theirs, OtherTools.NotGiven("--udp-sink")));
                continue;
            }

            using OwnSink receiver = context.OwnSink(new SinkPlan { Batch = UdpSink.Batch, Check = false });
            long count = 0;
            Pairs pairs = context.Take(
                () =>
                {
                    Sample sample = receiver.Measure(method, () => context.Flood(receiver.Sink, OwnSink.Port, plan), context.Cancel);
                    count = context.CountFor(sample.Value);
                    return sample;
                },
                () => tool.Measure(context.Bed, method, count, () => context.Flood(null, UdpSink.Port, plan), context.Cancel));
            Row row = Row.Of(Name, ours, theirs, pairs);
            context.Add(row with { Goal = 1, Note = Join(Cpu(pairs), row.Note) });

            // If the flood is slower than both sinks, packets per second compare the flood with itself; this does not.
            context.Add(Row.Of(Name, ours, theirs, pairs.By(s => 1e9 / s.CpuNsPerPacket)) with { Unit = "packets/CPU-second", Goal = 1, Note = "of the same pairs" });
        }
    }

    public static string Cpu(Pairs pairs)
    {
        double Nanoseconds(bool a) => pairs.Median(s => s.CpuNsPerPacket, a);
        double Busy(bool a) => 100 * pairs.Median(s => s.Busy, a);
        return string.Create(CultureInfo.InvariantCulture, $"CPU ns/packet {Nanoseconds(true):0} : {Nanoseconds(false):0}, CPU busy {Busy(true):0} : {Busy(false):0} %");
    }

    public static string Join(params string[] notes) => string.Join("; ", notes.Where(n => n.Length > 0));
}
