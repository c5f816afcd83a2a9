namespace UdpLab;

/// <summary>Sums of unsigned numbers that stop at the maximum instead of wrapping.</summary>
internal static class Saturating
{
    public static ulong Add(ulong one, ulong other)
    {
        ulong sum = one + other;
        return sum < one ? ulong.MaxValue : sum;
    }

    public static ulong From(UInt128 number) => number > ulong.MaxValue ? ulong.MaxValue : (ulong)number;
}
