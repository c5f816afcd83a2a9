using System.Globalization;

namespace UdpLab.Commands;

/// <summary>Results that went down the pipeline before their run of a sweep failed: nothing that is counted or drawn has them.</summary>
internal static class FailedRuns
{
    /// <summary>The measurements without those of runs that failed.</summary>
    /// <param name="all">The measurements.</param>
    /// <param name="warn">Learns how many were left out.</param>
    public static IReadOnlyList<SinkMeasurement> Without(IReadOnlyList<SinkMeasurement> all, Action<string> warn)
    {
        IReadOnlyList<SinkMeasurement> counting = SweepStory.Counting(all);
        if (counting.Count < all.Count)
        {
            warn(string.Create(CultureInfo.InvariantCulture, $"{all.Count - counting.Count} of {all.Count} measurements left out: their runs of the sweep failed after they were emitted."));
        }

        return counting;
    }
}
