using System.Collections;
using System.Globalization;

namespace UdpLab;

/// <summary>The call chains of a profile, built on demand since there may be very many.</summary>
internal sealed class PerfStacks(PerfProfileBuilder samples) : IReadOnlyCollection<PerfStack>
{
    public int Count => samples.Stacks.Count;

    public IEnumerator<PerfStack> GetEnumerator() => Enumerable.Range(0, Count).Select(Stack).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The number of chains.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count:N0} stacks");

    private PerfStack Stack(int index)
    {
        ReadOnlySpan<byte> rest = samples.Stacks[index];
        string command = samples.Frames[StackArena.Read(ref rest)].Name;
        List<PerfFrame> frames = [];
        while (!rest.IsEmpty)
        {
            frames.Add(samples.Frames[StackArena.Read(ref rest)]);
        }

        return new PerfStack(command, LabList.Of(frames), samples.Stacks.Samples(index), samples.Stacks.Period(index));
    }
}
