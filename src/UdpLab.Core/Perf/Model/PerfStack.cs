namespace UdpLab;

/// <summary>One call chain and the samples taken in it.</summary>
/// <param name="Command">The thread's name (comm).</param>
/// <param name="Frames">From the outermost caller to the function that ran; empty if perf recorded no chain.</param>
/// <param name="Samples">Samples taken in exactly this chain.</param>
/// <param name="EventCount">Events they stand for (the sum of their periods); 0 if the source does not say.</param>
public sealed record PerfStack(string Command, IReadOnlyList<PerfFrame> Frames, long Samples, ulong EventCount)
{
    /// <summary>A line of folded text, without the number.</summary>
    public override string ToString() => string.Join(';', Frames.Select(f => f.Name).Prepend(Command));
}
