using System.Numerics;

namespace UdpLab;

/// <summary>
/// Formats of a single number a chain do not say whether it counts samples or events. Numbers with a large common divisor
/// are events of samples of one period (cpu-clock, or a fixed -c), and the samples can be told.
/// </summary>
internal static class CommonDivisor
{
    private const long LeastPeriod = 1000;

    public static long Of(long one, long other) => (long)BigInteger.GreatestCommonDivisor(one, other);

    public static void Apply(long divisor, PerfProfileBuilder samples, TextFacts facts)
    {
        if (divisor >= LeastPeriod)
        {
            samples.Stacks.Divide(divisor);
            facts.Notes.Add(new PerfNote(PerfNoteCode.PeriodInferred, $"The numbers are multiples of {divisor}: they were taken for events, {divisor} a sample."));
        }
    }
}
