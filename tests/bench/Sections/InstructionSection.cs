using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Tools;
using UdpLab.Wire;

namespace UdpLab.Bench.Sections;

/// <summary>
/// User-space instructions per packet under callgrind: the difference of two runs with different counts, so that start and end
/// cancel out. The flood is faster than either program under valgrind, so neither ever waits; UdpLab's sink has a buffer for
/// everything it is sent, so its header check sees no loss.
/// </summary>
internal static class InstructionSection
{
    public const string Name = "instructions";

    private const long FewPackets = 20_000, ManyPackets = 140_000;
    private const double RatePps = 150_000;
    private const int ReceiveBuffer = 256 << 20;

    // udp_sink receives whole batches, and the generator's address resolution may lose the first packets.
    private const long Slack = 1000;
    private const int Longest = 60;

    private static readonly TimeSpan _valgrindStart = TimeSpan.FromSeconds(1.5);

    public static void Run(Context context)
    {
        CountedSection.Run(Name, context);
        string? valgrind = OtherTools.Find("valgrind");
        foreach (bool check in new[] { false, true })
        {
            foreach (ReceiveMethod method in UdpSink.Methods)
            {
                string ours = $"{method}{(check ? ", headers checked" : "")}";
                string theirs = $"udp_sink --{method.ToString().ToLowerInvariant()}{(check ? " --check-pktgen" : "")}";
                string? why = valgrind is null ? OtherTools.Missing("valgrind", "valgrind")
                    : context.UdpSink is null ? OtherTools.NotGiven("--udp-sink")
                    : null;
                if (why is not null)
                {
                    context.Add(Row.Skipped(Name, ours, theirs, why));
                    continue;
                }

                // Instructions hardly vary: three pairs are enough.
                long lost = 0;
                Pairs pairs = Pairs.TakeAll(
                    Math.Min(3, context.Options.Pairs),
                    () => Difference(n => Ours(context, valgrind!, method, check, n, ref lost)),
                    () => Difference(n => Theirs(context, valgrind!, method, check, n)));
                bool comparable = !check || method is ReceiveMethod.Recvmsg or ReceiveMethod.Recvmmsg;
                context.Add(Row.Of(Name, ours, theirs, pairs) with
                {
                    Unit = "instructions/packet",
                    Goal = comparable ? 1 : null,
                    Less = true,
                    Note = SinkSection.Join(
                        comparable ? "" : "udp_sink checks nothing in this method",
                        lost > 0 ? $"{lost} packets lost on the way" : ""),
                });
            }
        }
    }

    private static Sample Difference(Func<long, (long Instructions, long Packets)> run)
    {
        (long fewInstructions, long fewPackets) = run(FewPackets);
        (long manyInstructions, long manyPackets) = run(ManyPackets);
        return new Sample((double)(manyInstructions - fewInstructions) / (manyPackets - fewPackets));
    }

    private static (long Instructions, long Packets) Ours(Context context, string valgrind, ReceiveMethod method, bool check, long count, ref long lost)
    {
        using CallgrindFile file = new();
        using AgentUnderValgrind agent = new(context.Bed.SinkNamespace, file.Valgrind(valgrind), context.Cancel);
        agent.Send(new OpenSink { Address = "0.0.0.0", Port = OwnSink.Port, ReceiveBuffer = ReceiveBuffer });
        SinkReady ready = agent.Receive<SinkReady>();
        agent.Send(new Measure { Method = method, Batch = UdpSink.Batch, Count = count, Check = check, Timeout = Longest });
        _ = agent.Receive<Armed>();
        using (Sender.Start(context.Bed, Flood with { Count = count + Slack }, null, ready.Port, context.Cancel))
        {
            _ = agent.Receive<WindowClosed>();
        }

        agent.Send(new FinishMeasure());
        SinkResult result = agent.Receive<SinkResult>();
        agent.Finish();
        lost += result.Headers?.Lost ?? 0;
        return (file.Instructions, result.TotalPackets);
    }

    private static (long Instructions, long Packets) Theirs(Context context, string valgrind, ReceiveMethod method, bool check, long count)
    {
        using CallgrindFile file = new();
        using NamespaceProcess sink = NamespaceProcess.Start(
            context.Bed.SinkNamespace,
            null,
            Longest,
            [.. file.Valgrind(valgrind), context.UdpSink!.Path, .. UdpSink.Arguments(method, count, check)]);
        _ = context.Cancel.WaitHandle.WaitOne(_valgrindStart);
        using (Sender.Start(context.Bed, Flood, null, UdpSink.Port, context.Cancel))
        {
            _ = sink.Finish(context.Cancel);
        }

        return (file.Instructions, count);
    }

    private static FloodPlan Flood => new() { Backend = FloodBackend.Socket, RatePps = RatePps };
}
