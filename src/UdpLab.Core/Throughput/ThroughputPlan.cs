using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a throughput search sends, receives and looks for.</summary>
internal sealed record ThroughputPlan
{
    /// <summary>Hosts that send; the rate is divided among them.</summary>
    public required IReadOnlyList<LabHost> Generators { get; init; }

    /// <summary>What they send; rate and duration are set for each trial.</summary>
    public FloodPlan Flood { get; init; } = new();

    /// <summary>The sink, with one method.</summary>
    public required MeasuringPlan Sink { get; init; }

    /// <summary>What is looked for.</summary>
    public required SearchRequest Search { get; init; }

    /// <summary>Seconds between two trials, for the path to drain.</summary>
    public double Settle { get; init; }

    /// <summary>The lowest rate whose trials tell it to within the goal width: one packet more or less is as much.</summary>
    public static double LeastPps(IEnumerable<SearchGoal> goals) => goals.Max(goal => Math.Ceiling(1 / (goal.Width * goal.InitialSeconds) * (1 - 1e-9)));

    /// <summary>Fails for values that are not allowed; the message names the parameter and the remedy.</summary>
    public void Check()
    {
        Search.Check();
        double least = LeastPps(Search.Goals);
        if (Search.MinimumLoad < least)
        {
            SearchGoal shortest = Search.Goals.MinBy(goal => goal.Width * goal.InitialSeconds)!;
            throw new LabException(
                FailureCode.InvalidArgument,
                string.Create(CultureInfo.InvariantCulture, $"-MinimumPps {Search.MinimumLoad:N0} is {Search.MinimumLoad * shortest.InitialSeconds:0.##} packets in a trial of {shortest.InitialSeconds:0.###} s, too few to know their rate to within -GoalWidth {shortest.Width}: give at least {least:N0}, longer trials (-TrialDuration), or a wider -GoalWidth."),
                "MinimumPps");
        }
    }

    /// <summary>The flood of a trial.</summary>
    public FloodPlan FloodOf(TrialInput trial) => Flood with { RatePps = trial.Load / Generators.Count, Duration = trial.Seconds, Count = null };
}
