using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

/// <summary>The cost of checking every header.</summary>
internal static class CheckSection
{
    public const string Name = "check";

    public static void Run(Context context)
    {
        foreach (ReceiveMethod method in new[] { ReceiveMethod.Recvmsg, ReceiveMethod.Recvmmsg, ReceiveMethod.Read })
        {
            Pairs pairs = context.Take(() => Once(context, true, method), () => Once(context, false, method));
            Row row = Row.Of(Name, $"{method}, headers checked", $"{method}, not checked", pairs);
            context.Add(row with { Note = SinkSection.Join(SinkSection.Cpu(pairs), row.Note) });
        }
    }

    private static Sample Once(Context context, bool check, ReceiveMethod method)
    {
        using OwnSink receiver = context.OwnSink(new SinkPlan { Check = check });
        return receiver.Measure(method, () => context.Flood(receiver.Sink, OwnSink.Port), context.Cancel);
    }
}
