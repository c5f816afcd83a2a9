namespace UdpLab;

/// <summary>The totals of a profile, for shares.</summary>
/// <param name="Samples">Its samples.</param>
/// <param name="Weight">Its events; 0 if only samples are known.</param>
internal readonly record struct Whole(long Samples, double Weight)
{
    /// <summary>A share, percent 0..100: of events as in perf if they are known, otherwise of samples.</summary>
    public double Percent(long samples, double weight) => Weight > 0 ? 100.0 * weight / Weight : Samples > 0 ? 100.0 * samples / Samples : 0;
}
