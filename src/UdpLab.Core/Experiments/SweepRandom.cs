namespace UdpLab;

/// <summary>
/// Random numbers that are the same for a seed on every machine and in every version: SplitMix64 (Steele, Lea and Flood 2014),
/// bounded without bias by rejection, and the Fisher-Yates shuffle.
/// </summary>
internal sealed class SweepRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to a bound (exclusive).</summary>
    public int Below(int bound)
    {
        // 2^64 modulo the bound: without these numbers all remainders are equally frequent.
        ulong uneven = unchecked(0UL - (ulong)bound) % (ulong)bound, number;
        do
        {
            number = Next();
        }
        while (number < uneven);
        return (int)(number % (ulong)bound);
    }

    public T[] Shuffle<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        for (int last = all.Length - 1; last > 0; last--)
        {
            int other = Below(last + 1);
            (all[last], all[other]) = (all[other], all[last]);
        }

        return all;
    }
}
