namespace UdpLab;

/// <summary>
/// The first trials, for all goals: the maximum, then the rate that came through there, then the rate that came through of
/// that, or one width more. The strictest goal, the longest first trial and the largest width apply.
/// </summary>
internal sealed class SearchOpening(IReadOnlyList<SearchStage> firsts, LoadGrid grid, GeneratorLimits limits)
{
    private readonly double _loss = firsts.Min(stage => stage.LossRatio);
    private readonly double _seconds = firsts.Max(stage => stage.TrialSeconds);
    private readonly int _width = firsts.Max(stage => stage.Width);

    /// <summary>The expected lower bounds.</summary>
    public int Low { get; private set; }

    /// <summary>The expected upper bounds.</summary>
    public int High { get; private set; }

    /// <summary>The trials.</summary>
    /// <param name="last">The trial made for the previous step.</param>
    public IEnumerable<(int Point, double Seconds)> Steps(Func<SearchEntry> last)
    {
        yield return (limits.Reached(limits.Ceiling) ?? limits.Ceiling, _seconds);
        Low = High = last().Point;
        if (High == 0 || IsLow(last()) || limits.Reached(Lower(last(), High)) is not { } second || second >= High)
        {
            yield break;
        }

        int top = High;
        yield return (second, _seconds);
        Low = High = last().Point;
        int wanted = IsLow(last()) ? (Low + (2 * _width) <= top ? Low + _width : top) : Lower(last(), Low);
        if (limits.Reached(wanted) is not { } third || third == Low || third >= top)
        {
            yield break;
        }

        yield return (third, _seconds);
        (Low, High) = (Math.Min(Low, last().Point), Math.Max(High, last().Point));
    }

    private bool IsLow(SearchEntry entry) => entry.Trial.LossRatio <= _loss;

    /// <summary>
    /// The load that would have lost just as much as allowed if everything above it was lost, at least a width lower, or the
    /// minimum if that is near.
    /// </summary>
    private int Lower(SearchEntry entry, int below)
    {
        double through = entry.Trial.OfferedLoad * (1 - entry.Trial.LossRatio) / (1 - _loss);
        int point = Math.Min(grid.Below(through), below - _width);
        return point < _width ? 0 : point;
    }
}
