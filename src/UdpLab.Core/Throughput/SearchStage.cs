namespace UdpLab;

/// <summary>A goal, or a coarser one that precedes it, as applied to trials.</summary>
/// <param name="LossRatio">A trial that loses more is a high-loss trial.</param>
/// <param name="ExceedRatio">The share of the time that high-loss trials may take.</param>
/// <param name="TrialSeconds">Trials of at least this length are full-length trials.</param>
/// <param name="DurationSum">This many seconds at a load are enough.</param>
/// <param name="Width">The largest distance between the bounds, in grid points.</param>
internal sealed record SearchStage(double LossRatio, double ExceedRatio, double TrialSeconds, double DurationSum, int Width = 1);
