using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

/// <summary>What -Trace costs a sink: while it keeps up, and while most packets are dropped, each of which is counted by its cause.</summary>
internal static class TraceSection
{
    public const string Name = "trace";

    private static readonly (string What, int? Buffer)[] _sinks = [("default receive buffer", null), ("receive buffer of 4096 bytes", 4096)];

    public static void Run(Context context)
    {
        foreach ((string what, int? buffer) in _sinks)
        {
            Pairs pairs = context.Take(() => Once(context, true, buffer), () => Once(context, false, buffer));
            Row row = Row.Of(Name, $"Recvmsg, traced, {what}", "Recvmsg, not traced", pairs);
            context.Add(row with { Note = SinkSection.Join(SinkSection.Cpu(pairs), row.Note) });
        }
    }

    private static Sample Once(Context context, bool trace, int? buffer)
    {
        using OwnSink receiver = context.OwnSink(new SinkPlan { ReceiveBuffer = buffer });
        return receiver.Measure(ReceiveMethod.Recvmsg, () => context.Flood(receiver.Sink, OwnSink.Port), context.Cancel, new Watching(Profile: false, Trace: trace));
    }
}
