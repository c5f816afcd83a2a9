namespace UdpLab;

/// <summary>Forecasts the rest of a search by continuing it on a simulated path with the losses measured so far, interpolated between rates.</summary>
internal static class SearchForecast
{
    /// <summary>If the path is too odd, the forecast is abandoned after this many trials.</summary>
    private const int MostTrials = 2_000;

    /// <summary>Forecast of the seconds left.</summary>
    public static double SecondsLeft(SearchRequest request, IReadOnlyList<SearchTrial> earlier)
    {
        SearchTrial[] measured = [.. earlier.Where(trial => trial.Failure is null)];
        if (measured.Length == 0)
        {
            return 0;
        }

        ThroughputSearch search = new(request, earlier);
        double around = measured.Average(trial => trial.Elapsed - trial.Seconds), before = search.Seconds;
        double most = measured.Max(trial => trial.OfferedLoad);
        (double Load, double Loss)[] curve = [(0, 0), .. measured.GroupBy(trial => trial.OfferedLoad).OrderBy(load => load.Key).Select(load => (load.Key, load.Average(trial => trial.LossRatio)))];
        for (int i = 0; i < MostTrials && search.Next() is { } input; i++)
        {
            double load = Math.Min(input.Load, most);
            search.Add(new() { Load = input.Load, Seconds = input.Seconds, OfferedLoad = load, LossRatio = Loss(curve, load), ElapsedSeconds = input.Seconds + around });
        }

        return search.Seconds - before;
    }

    private static double Loss((double Load, double Loss)[] curve, double load)
    {
        int above = Array.FindIndex(curve, point => point.Load >= load);
        ((double left, double low), (double right, double high)) = (curve[above - 1], curve[above]);
        return low + ((high - low) * (load - left) / (right - left));
    }
}
