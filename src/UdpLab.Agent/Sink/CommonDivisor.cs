namespace UdpLab.Agent.Sink;

/// <summary>The greatest common divisor, by Euclid; that of 0 and a number is the number.</summary>
internal static class CommonDivisor
{
    public static ulong Of(ulong one, ulong other)
    {
        while (other != 0)
        {
            (one, other) = (other, one % other);
        }

        return one;
    }
}
