namespace UdpLab.Tests;

/// <summary>Forecasts of the rest of a search.</summary>
public class ForecastTests
{
    private static readonly SearchRequest _request = new() { Goals = [SearchGoal.Ndr, SearchGoal.Pdr], MinimumLoad = 1e4, MaximumLoad = 1e7 };

    /// <summary>Without randomness, only the path between two rates has to be guessed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OnASteadyPathItComesTrue(int seed)
    {
        SimulatedPath path = new("exact", seed);
        ThroughputSearch search = new(_request);
        List<(double Spent, double Left)> told = [];
        while (search.Next() is { } input)
        {
            search.Add(path.Measure(input) with { ElapsedSeconds = input.Seconds + 0.5 });
            told.Add((search.Seconds, SearchForecast.SecondsLeft(_request, [.. search.Entries.Select(entry => entry.Trial)])));
        }

        Assert.All(told.Skip(3), now => Assert.InRange(now.Spent + now.Left, search.Seconds * 0.5, search.Seconds * 1.5));
        Assert.All(told.Skip(told.Count / 2), now => Assert.InRange(now.Spent + now.Left, search.Seconds * 0.9, search.Seconds * 1.1));
        Assert.Equal(0, told[^1].Left);
    }

    [Fact]
    public void ItEndsForAnyPath()
    {
        SweepRandom random = new(5);
        for (int i = 0; i < 50; i++)
        {
            SearchTrial[] trials = [.. Replayed(random, 30)];
            Assert.InRange(SearchForecast.SecondsLeft(_request, trials), 0, 1e6);
        }

        Assert.Equal(0, SearchForecast.SecondsLeft(_request, []));
    }

    private static IEnumerable<SearchTrial> Replayed(SweepRandom random, int count)
    {
        ThroughputSearch search = new(_request);
        for (int i = 0; i < count && search.Next() is { } input; i++)
        {
            search.Add(new() { Load = input.Load, Seconds = input.Seconds, OfferedLoad = input.Load * (0.5 + (random.Below(1000) / 1000.0)), LossRatio = random.Below(100) / 100.0, Failure = random.Below(10) == 0 ? "it broke" : null });
        }

        return search.Entries.Select(entry => entry.Trial);
    }
}
