using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Tools;

namespace UdpLab.Bench.Sections;

/// <summary>The best configuration of UdpLab's sink against udp_sink's best method, on the same flood.</summary>
internal static class BestSection
{
    public const string Name = "best";

    private const double Goal = 1.5;

    private static readonly int[] _flows = [1, 16];

    public static void Run(Context context)
    {
        foreach (int flows in _flows)
        {
            string suffix = flows == 1 ? ", 1 flow" : $", {flows} flows";
            if (context.UdpSink is not UdpSink tool)
            {
                context.Add(Row.Skipped(Name, "best configuration" + suffix, "udp_sink's best", OtherTools.NotGiven("--udp-sink")));
                continue;
            }

            FloodPlan flood = Context.Frames with { Flows = flows };
            SinkPlan plan = context.Best([.. Configurations(context.Bed, flows)], p => Ours(context, p, flood));
            long count = context.CountFor(500_000);
            Sample Theirs(ReceiveMethod m) => tool.Measure(context.Bed, m, count, () => context.Flood(null, UdpSink.Port, flood), context.Cancel);
            ReceiveMethod method = context.Best(UdpSink.Methods, Theirs);
            Pairs pairs = context.Take(() => Ours(context, plan, flood), () => Theirs(method));
            Row row = Row.Of(Name, Describe(plan) + suffix, $"udp_sink --{method.ToString().ToLowerInvariant()}", pairs);
            context.Add(row with { Goal = Goal, Note = SinkSection.Join(SinkSection.Cpu(pairs), row.Note) });
        }
    }

    private static Sample Ours(Context context, SinkPlan plan, FloodPlan flood)
    {
        using OwnSink receiver = context.OwnSink(plan);
        return receiver.Measure(ReceiveMethod.Recvmmsg, () => context.Flood(receiver.Sink, OwnSink.Port, flood), context.Cancel);
    }

    private static IEnumerable<SinkPlan> Configurations(PinnedBed bed, int flows) =>
        from gro in new[] { true, false }
        from sockets in flows == 1 ? (int[])[1] : [1, 2]
        from batch in new[] { 32, 128 }
        from busyPoll in new int?[] { null, 50 }
        select new SinkPlan
        {
            Check = false,
            Gro = gro,
            Sockets = sockets,
            Cpus = sockets == 1 ? [bed.SinkCpu] : [bed.SinkCpu, bed.FloodCpu],
            Batch = batch,
            BusyPoll = busyPoll,
        };

    private static string Describe(SinkPlan plan) =>
        $"Recvmmsg{(plan.Gro ? " -Gro" : "")} -Sockets {plan.Sockets} -Batch {plan.Batch}{(plan.BusyPoll is int us ? $" -BusyPoll {us}" : "")}";
}
