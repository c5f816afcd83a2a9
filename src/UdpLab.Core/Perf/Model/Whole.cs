namespace UdpLab;

/// <summary>A whole profile, of which the rest are shares.</summary>
/// <param name="Samples">Its samples.</param>
/// <param name="Weight">Its events; 0 where samples are all that is known.</param>
internal readonly record struct Whole(long Samples, double Weight)
{
    /// <summary>A share, percent 0..100: of the events, as perf has it, where they are known.</summary>
    public double Percent(long samples, double weight) => Weight > 0 ? 100.0 * weight / Weight : Samples > 0 ? 100.0 * samples / Samples : 0;
}
