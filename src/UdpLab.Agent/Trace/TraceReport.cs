using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Trace;

/// <summary>What a tracer saw, for the controller.</summary>
internal static class TraceReport
{
    public static TraceFindings Of(Tracer tracer)
    {
        List<Drops> drops = tracer.Drops();
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
            Readers = [.. tracer.ReaderSeconds().Select(seconds => new ReaderFindings
            {
                Running = seconds[(int)ReaderState.Running],
                Preempted = seconds[(int)ReaderState.Preempted],
                Waiting = seconds[(int)ReaderState.Waiting],
                Asleep = seconds[(int)ReaderState.Asleep],
            })],
        };
    }
}
