namespace UdpLab.Tests;

/// <summary>Attributes of goals and requests, and the grid of loads they give.</summary>
public class GoalTests
{
    private static readonly SearchRequest _request = new() { Goals = [SearchGoal.Ndr], MinimumLoad = 1e4, MaximumLoad = 1e7 };

    [Fact]
    public void ThePresetsAreThoseOfTheirSources()
    {
        Assert.Equal((0, 0.5, 0.005, 1, 1, 21), Attributes(SearchGoal.Ndr));
        Assert.Equal((0.005, 0.5, 0.005, 1, 1, 21), Attributes(SearchGoal.Pdr));
        Assert.Equal((0, 0, 0.005, 60, 60, 60), Attributes(SearchGoal.Rfc2544));
        Assert.Equal((0, 0.5, 0.005, 1, 60, 120), Attributes(SearchGoal.Tst009));
        Assert.All([SearchGoal.Ndr, SearchGoal.Pdr, SearchGoal.Rfc2544, SearchGoal.Tst009], goal => goal.Check());
    }

    [Fact]
    public void StagesGoFromCoarseToFine()
    {
        LoadGrid grid = new(1e4, 1e7, [0.005]);
        IReadOnlyList<SearchStage> stages = SearchGoal.Tst009.Stages(grid);
        Assert.Equal([4, 2, 1], stages.Select(stage => stage.Width / grid.Units(0.005)));
        Assert.Equal([1, Math.Sqrt(120), 120], stages.Select(stage => stage.DurationSum), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.Equal([1, Math.Sqrt(120), 60], stages.Select(stage => stage.TrialSeconds), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.Single(SearchGoal.Rfc2544.Stages(grid));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "LossGoal", "-LossGoal is 1; give a value from 0 to less than 1." },
        { "ExceedRatio", "-ExceedRatio is -0.1; give a value from 0 to less than 1." },
        { "GoalWidth", "-GoalWidth is 0; give a value more than 0 and less than 1." },
        { "TrialDuration", "-TrialDuration is 0.5; give a value at least the initial 1 seconds." },
        { "DurationSum", "-DurationSum is 0.5; give a value at least the 1 seconds of a trial." },
        { "MinimumPps", "-MinimumPps is 0; give a rate above 0." },
        { "MaximumPps", "-MaximumPps is 10000; give a rate above the minimum of 10000." },
        { "MaximumTrials", "-MaximumTrials is 0; give at least 1." },
        { "MaximumSeconds", "-MaximumSeconds is 0; give more than 0 seconds." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void AValueThatCannotWorkIsRefusedByName(string parameter, string message)
    {
        SearchGoal ndr = SearchGoal.Ndr;
        SearchRequest request = parameter switch
        {
            "LossGoal" => _request with { Goals = [ndr, ndr with { LossRatio = 1 }] },
            "ExceedRatio" => _request with { Goals = [ndr with { ExceedRatio = -0.1 }] },
            "GoalWidth" => _request with { Goals = [ndr with { Width = 0 }] },
            "TrialDuration" => _request with { Goals = [ndr with { FinalSeconds = 0.5 }] },
            "DurationSum" => _request with { Goals = [ndr with { DurationSum = 0.5 }] },
            "MinimumPps" => _request with { MinimumLoad = 0 },
            "MaximumPps" => _request with { MaximumLoad = 1e4 },
            "MaximumTrials" => _request with { MaximumTrials = 0 },
            _ => _request with { MaximumSeconds = 0 },
        };
        LabException refused = Assert.Throws<LabException>(() => new ThroughputSearch(request));
        Assert.Equal((parameter, message), (refused.Parameter, refused.Message));
    }

    [Theory]
    [InlineData(1e4, 1e7, new[] { 0.005 })]
    [InlineData(1e4, 1e7, new[] { 0.005, 0.007 })]
    [InlineData(1, 1e9, new[] { 0.05, 0.001 })]
    [InlineData(1e6, 1.001e6, new[] { 0.005 })]
    public void PointsAreEvenAndNoWidthIsExceeded(double minimum, double maximum, double[] widths)
    {
        LoadGrid grid = new(minimum, maximum, widths);
        Assert.Equal(minimum, grid.Load(0));
        Assert.Equal(1, grid.Load(grid.Last) / maximum, 9);
        foreach (int point in (int[])[0, 1, grid.Last / 2, grid.Last])
        {
            Assert.Equal((point, point), (grid.Below(grid.Load(point)), grid.Nearest(grid.Load(point))));
        }

        foreach (double width in widths.Where(width => maximum / minimum > 1.1))
        {
            double real = 1 - (grid.Load(0) / grid.Load(grid.Units(width)));
            Assert.InRange(real, 0.94 * width, width * (1 + 1e-9));
        }
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 1, 2)]
    [InlineData(5, 1, 2)]
    [InlineData(6, 1, 2)]
    [InlineData(7, 1, 3)]
    [InlineData(12, 1, 4)]
    [InlineData(13, 1, 5)]
    [InlineData(10, 2, 4)]
    [InlineData(3, 2, 1)]
    public void AnIntervalIsSplitAtAPowerOfTwoOfTheWidth(int gap, int width, int part) => Assert.Equal(100 + part, LoadGrid.Middle(100, 100 + gap, width));

    private static (double, double, double, double, double, double) Attributes(SearchGoal goal) =>
        (goal.LossRatio, goal.ExceedRatio, goal.Width, goal.InitialSeconds, goal.FinalSeconds, goal.DurationSum);
}
