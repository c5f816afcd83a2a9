namespace UdpLab;

/// <summary>Whether two groups of runs alternated in time.</summary>
internal static class RunOrder
{
    // In blocks of two, a side comes first in half to three quarters of the pairs; if the sides were not mixed, in all of them.
    private const double MostFirst = 0.8;

    /// <summary>The share of pairs in which the baseline's run came before the candidate's.</summary>
    public static double BaselineFirst(IReadOnlyList<long> baseline, IReadOnlyList<long> candidate)
    {
        long[] sorted = [.. candidate.Order()];
        long before = 0;
        foreach (long moment in baseline)
        {
            int at = Array.BinarySearch(sorted, moment);
            before += sorted.Length - (at < 0 ? ~at : at);
        }

        return (double)before / Math.Max(1, (long)baseline.Count * candidate.Count);
    }

    /// <summary>Whether the runs of both groups were spread over the same time.</summary>
    public static bool IsInterleaved(double baselineFirst) => baselineFirst is <= MostFirst and >= 1 - MostFirst;
}
