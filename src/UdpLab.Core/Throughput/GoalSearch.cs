namespace UdpLab;

/// <summary>
/// The path of one goal to its bounds: stage by stage, each starting where the previous one ended. It keeps no trials, so
/// trials made for other goals count.
/// </summary>
internal sealed class GoalSearch(IReadOnlyList<SearchStage> stages, TrialBook book, GeneratorLimits limits, int? low, int? high)
{
    private int _stage;

    // The expected bounds of this stage: those of the previous one.
    private int? _low = low, _high = high;

    /// <summary>The point to measure next for this goal, and for how long; null if it is finished.</summary>
    public (int Point, double Seconds)? Next()
    {
        while (true)
        {
            SearchStage stage = stages[_stage];
            (int? low, int? high) = book.Bounds(stage);
            if (Choose(stage.Width, low, high) is { } point)
            {
                return (point, stage.TrialSeconds);
            }

            if (_stage == stages.Count - 1)
            {
                return null;
            }

            _stage++;
            (_low, _high) = (low, high);
        }
    }

    private int? Choose(int width, int? low, int? high)
    {
        bool isNarrow = low is { } least && high is { } most && most - least <= width;
        if (isNarrow || low >= limits.Ceiling || high <= 0)
        {
            return null;
        }

        return Expected(width, low, high)
            ?? (low, high) switch
            {
                (int below, int above) => Within(below, Inner(width, below, above), above),
                (int below, null) => Within(below, StepUp(width, below, _high ?? below) is int up && up > limits.Ceiling - width ? limits.Ceiling : up, null),
                (null, int above) => Within(null, StepDown(width, above, _low ?? above) is int down && down < width ? 0 : down, above),
                _ => Within(null, _low ?? _high ?? limits.Ceiling, null),
            };
    }

    /// <summary>
    /// Confirms the result of the previous stage, unless it is known: the middle of its bounds if that halves them to the
    /// width, the lower one, the upper one.
    /// </summary>
    private int? Expected(int width, int? low, int? high)
    {
        int? middle = _high - _low is { } gap && gap > width && gap <= 2 * width ? LoadGrid.Middle(_low!.Value, _high!.Value, width) : null;
        foreach (int? expected in (ReadOnlySpan<int?>)[middle, _low, _high])
        {
            if (expected is { } wanted && limits.Reached(wanted) is { } point && !(point <= low) && !(point >= high))
            {
                return point;
            }
        }

        return null;
    }

    /// <summary>
    /// Halves the interval. But if one end of it is near the expected bound and the other far away, because another goal set
    /// it, moves in steps from the near end.
    /// </summary>
    private int Inner(int width, int low, int high)
    {
        int middle = LoadGrid.Middle(low, high, width);
        if (middle < _high && StepDown(width, high, _high.Value) is int down && down > middle && down < _high)
        {
            return down;
        }

        return middle > _low && StepUp(width, low, _low.Value) is int up && up < middle && up > _low ? up : middle;
    }

    // Each step is twice as long as the previous one, so the distance covered so far determines the next.
    private static int StepUp(int width, int low, int origin) => low + (2 * width) + Math.Max(0, low - origin);

    private static int StepDown(int width, int high, int origin) => high - (2 * width) - Math.Max(0, origin - high);

    private int? Within(int? low, int wanted, int? high) => limits.Between(low ?? -1, wanted, high ?? limits.Ceiling + 1);
}
