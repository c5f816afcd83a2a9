namespace UdpLab;

/// <summary>A goal, or a coarser goal on the way to it, as trials are judged by it.</summary>
/// <param name="LossRatio">A trial that loses more is a high-loss trial.</param>
/// <param name="ExceedRatio">The share of the time that high-loss trials may take.</param>
/// <param name="TrialSeconds">Trials of at least this length are full-length ones.</param>
/// <param name="DurationSum">So many seconds at a load are enough.</param>
/// <param name="Width">The largest distance of the bounds, in points of the grid.</param>
internal sealed record SearchStage(double LossRatio, double ExceedRatio, double TrialSeconds, double DurationSum, int Width = 1);
