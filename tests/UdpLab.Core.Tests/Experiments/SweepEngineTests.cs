namespace UdpLab.Tests;

/// <summary>Warm-ups, failures and their messages.</summary>
public class SweepEngineTests
{
    [Fact]
    public void WarmUpsGiveNothing()
    {
        TestStage stage = Run(new SweepOptions { WarmupRuns = 2 }, (stage, run) =>
        {
            stage.Told.Add($"ran {run.Cell}");
            stage.Emit(new SweepOutput { Value = run.Cell.ToString() });
            return null;
        });

        Assert.Equal(3 * 3, stage.Told.Count(line => line.StartsWith("ran ", StringComparison.Ordinal)));
        Assert.Equal(["A = 1", "A = 2", "A = 3"], stage.Emitted);
        Assert.Equal(["1: A = 1/1 1", "2: A = 2/1 1", "3: A = 3/1 1"], stage.Told.Where(line => !line.StartsWith("ran ", StringComparison.Ordinal)));
    }

    [Fact]
    public void AFailedRunIsTriedAgainAndThenEndsTheSweep()
    {
        int tries = 0;
        List<string> told = [];
        Func<int> discarded = () => 0;
        SweepFailedException failure = Assert.Throws<SweepFailedException>(() => Run(new SweepOptions { MaxRetry = 2 }, (stage, run) =>
        {
            (told, discarded) = (stage.Told, () => stage.Discarded);
            return run.Cell.Number == 2 ? new InvalidOperationException($"no. {++tries}") : null;
        }));

        Assert.Equal(3, tries);
        Assert.Equal(3, discarded());
        Assert.Equal("Cell 2 of 3 (A = 2), repeat 1 of 1, failed: no. 3. 1 of 3 runs are completed.", failure.Message);
        Assert.Equal(2, told.Count(line => line.StartsWith("warning: Cell 2 of 3 (A = 2), repeat 1 of 1, failed and is tried again", StringComparison.Ordinal)));
    }

    [Fact]
    public void OrTheOthersGoOn()
    {
        TestStage stage = Run(new SweepOptions { ContinueOnError = true }, (_, run) => run.Cell.Number == 2 ? new InvalidOperationException("no") : null);
        Assert.Equal(["1: A = 1/1 0", "error: Cell 2 of 3 (A = 2), repeat 1 of 1, failed: no.", "2: A = 3/1 0"], stage.Told);
    }

    [Fact]
    public void CancellingEndsAPauseAtOnce()
    {
        using CancellationTokenSource cancel = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Run(
            new SweepOptions { Settle = 3600 },
            (_, _) =>
            {
                cancel.CancelAfter(50);
                return null;
            },
            cancel.Token));
    }

    private static TestStage Run(SweepOptions options, Func<TestStage, SweepRun, Exception?> block, CancellationToken cancel = default)
    {
        TestStage stage = new(block);
        stage.Engine = new SweepEngine(new SweepPlan([Sweeps.Factor("A", 1, 2, 3)], SweepOrder.Nested, 1, 0), options, null, stage);
        stage.Engine.Run(cancel);
        return stage;
    }
}
