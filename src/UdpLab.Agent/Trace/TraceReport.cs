using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Trace;

/// <summary>What a tracer saw, for the controller.</summary>
internal static class TraceReport
{
    private const int MostHolders = 10;

    public static TraceFindings Of(TraceReading read)
    {
        List<Drops> drops = read.Drops;
        Dictionary<ulong, string> functions = KernelSymbols.Of([.. drops.Select(d => d.Key.Location).Distinct()]);
        return new TraceFindings
        {
            Drops = [.. drops.OrderByDescending(d => d.Packets).Select(d => new DropFindings
            {
                Reason = d.Reason,
                Function = functions.GetValueOrDefault(d.Key.Location),
                Frames = d.Frames,
                Unknown = d.ByState[(int)ReaderState.Unknown],
                Running = d.ByState[(int)ReaderState.Running],
                Preempted = d.ByState[(int)ReaderState.Preempted],
                Waiting = d.ByState[(int)ReaderState.Waiting],
                Asleep = d.ByState[(int)ReaderState.Asleep],
            })],
            Readers = [.. read.ReaderSeconds.Select(seconds => new ReaderFindings
            {
                Running = seconds[(int)ReaderState.Running],
                Preempted = seconds[(int)ReaderState.Preempted],
                Waiting = seconds[(int)ReaderState.Waiting],
                Asleep = seconds[(int)ReaderState.Asleep],
            })],
            Axis = Of(read.Axis, read.NameOf),
            Holders = [.. read.Holders.Take(MostHolders).Select(holder => new HolderFindings { Name = holder.Name, Seconds = holder.Seconds })],
        };
    }

    private static AxisFindings Of(AxisReading axis, Func<DropKey, string?> nameOf) => new()
    {
        BeginNanoseconds = axis.Begin,
        EndNanoseconds = axis.End,
        LossesFull = axis.LossesFull,
        SlotNanoseconds = TimeAxis.SlotNanoseconds,
        Softirq = [.. axis.Slots.Select(s => s.Softirq)],
        Polls = [.. axis.Slots.Select(s => s.Polls)],
        Polled = [.. axis.Slots.Select(s => s.Polled)],
        Received = [.. axis.Slots.Select(s => s.Received)],
        Running = InState(axis, ReaderState.Running),
        Preempted = InState(axis, ReaderState.Preempted),
        Waiting = InState(axis, ReaderState.Waiting),
        Asleep = InState(axis, ReaderState.Asleep),
        Losses = [.. axis.Losses
            .GroupBy(loss => (loss.Slot, Reason: nameOf(loss.Cause)), loss => loss.ByState)
            .Select(losses => new SlotLosses
            {
                Slot = losses.Key.Slot,
                Reason = losses.Key.Reason,
                Unknown = losses.Sum(packets => packets[(int)ReaderState.Unknown]),
                Running = losses.Sum(packets => packets[(int)ReaderState.Running]),
                Preempted = losses.Sum(packets => packets[(int)ReaderState.Preempted]),
                Waiting = losses.Sum(packets => packets[(int)ReaderState.Waiting]),
                Asleep = losses.Sum(packets => packets[(int)ReaderState.Asleep]),
            })],
    };

    private static long[] InState(AxisReading axis, ReaderState state) => [.. axis.Slots.Select(s => s.States[(int)state])];
}
