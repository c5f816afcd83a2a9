using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Tools;

namespace UdpLab.Bench.Sections;

/// <summary>What udp_sink does not have, against udp_sink's best: every other method, and -Discard, on many flows.</summary>
internal static class MethodSection
{
    public const string Name = "methods";

    private const double Goal = 1.5;
    private const int Flows = 16;

    private static readonly (ReceiveMethod Method, bool Discard)[] _ours =
    [
        (ReceiveMethod.Recv, true),
        (ReceiveMethod.Recvmsg, true),
        (ReceiveMethod.Recvmmsg, true),
        .. Enum.GetValues<ReceiveMethod>().Except(UdpSink.Methods).Select(m => (m, false)),
    ];

    // Frames are cheap to send: most sinks wait for nothing. Datagrams of a socket cost more to send than to receive.
    private static readonly FloodPlan[] _floods = [Context.Frames with { Flows = Flows }, new() { Backend = FloodBackend.Socket, Flows = Flows }];

    public static void Run(Context context)
    {
        foreach (FloodPlan flood in _floods)
        {
            Run(context, flood);
        }
    }

    private static void Run(Context context, FloodPlan flood)
    {
        long count = context.CountFor(500_000);
        ReceiveMethod? best = context.UdpSink is null ? null : context.Best(UdpSink.Methods, m => PerCpuSecond(Theirs(m)));
        foreach ((ReceiveMethod method, bool discard) in _ours)
        {
            string ours = $"{method}{(discard ? " -Discard" : "")}, {Flows} flows of {flood.Backend}";
            if (best is not ReceiveMethod their)
            {
                context.Add(Row.Skipped(Name, ours, "udp_sink's best", OtherTools.NotGiven("--udp-sink")));
                continue;
            }

            Pairs pairs = context.Take(() => Ours(method, discard), () => Theirs(their));
            Row row = Row.Of(Name, ours, $"udp_sink --{their.ToString().ToLowerInvariant()}", pairs.By(s => 1e9 / s.CpuNsPerPacket));
            context.Add(row with { Unit = "packets/CPU-second", Goal = Goal, Note = SinkSection.Join(SinkSection.Cpu(pairs), row.Note) });
        }

        Sample Ours(ReceiveMethod method, bool discard)
        {
            using OwnSink receiver = context.OwnSink(new SinkPlan { Check = false, Batch = UdpSink.Batch, Discard = discard, Interface = method == ReceiveMethod.AfXdp ? context.Bed.SinkInterface : null });
            return receiver.Measure(method, () => context.Flood(receiver.Sink, OwnSink.Port, flood), context.Cancel);
        }

        static Sample PerCpuSecond(Sample sample) => sample with { Value = 1e9 / sample.CpuNsPerPacket };

        Sample Theirs(ReceiveMethod method) => context.UdpSink!.Measure(context.Bed, method, count, () => context.Flood(null, UdpSink.Port, flood), context.Cancel);
    }
}
