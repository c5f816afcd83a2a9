using System.Text;

namespace UdpLab.Tests;

/// <summary>A sweep's journal, whatever ended its session.</summary>
public sealed class SweepJournalTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly List<string> _warnings = [];

    private string Path => _folder.At("sweep.jsonl");

    /// <summary>After an interruption at any moment, each planned result exists once, and nothing completed is measured again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WhereverASweepIsCutOffTheNextOneCompletesIt(int results)
    {
        Sweep(results);
        byte[] whole = File.ReadAllBytes(Path);
        string[] expected = Results();
        Assert.Equal(6 * results, expected.Length);
        for (int length = 0; length <= whole.Length; length += Math.Max(1, (whole.Length - length) / 12))
        {
            File.WriteAllBytes(Path, whole[..length]);
            int completed = CompletedIn(whole[..length]);
            List<string> measured = Sweep(results, resume: true);
            Assert.Equal((6 - completed) * results, measured.Count);
            Assert.Equal(expected, Results());
        }
    }

    [Fact]
    public void ResultsOfARunThatFailedDoNotCount()
    {
        bool failed = false;
        Sweep(2, fail: run => run.Key == new SweepKey(2, 1) && !failed && (failed = true), options: new SweepOptions { MaxRetry = 1 });
        Assert.True(failed);
        Assert.Equal(12, Results().Length);
    }

    [Fact]
    public void WhatHadFailedIsMeasuredWhenResumed()
    {
        Sweep(1, fail: run => run.Cell.Number == 2, options: new SweepOptions { ContinueOnError = true });
        Assert.Equal(4, Results().Length);
        Assert.Equal(["2/1", "2/2"], Sweep(1, resume: true));
        Assert.Equal(6, Results().Length);
    }

    [Fact]
    public void AHalfWrittenLineIsDroppedWithAWarning()
    {
        Sweep(1);
        File.AppendAllText(Path, "{\"Schema\":\"UdpLab/1.1\",\"Type\":\"LabSwe");
        Assert.Empty(Sweep(1, resume: true));
        Assert.Contains("half-written", Assert.Single(_warnings));
        Assert.Equal(6, Results().Length);
        Assert.All(File.ReadLines(Path).Where(line => line.Trim().Length > 0), line => Assert.StartsWith("{", line));
    }

    /// <summary>Killed while blanking a line: the rest of the line is left.</summary>
    [Fact]
    public void AHalfBlankedLineIsBlankedWhole()
    {
        Sweep(1);
        File.AppendAllText(Path, "       \"Repeat\":1}\n");
        Assert.Empty(Sweep(1, resume: true));
        Assert.Equal(6, Results().Length);
    }

    [Fact]
    public void AJournalThatHasTheSweepIsNotBegunAgain()
    {
        Sweep(1);
        LabException refusal = Assert.Throws<LabException>(() => Sweep(1));
        Assert.Equal(("Busy", "Journal"), (refusal.Kind, refusal.Parameter));
        Assert.Contains("6 of 6 runs completed", refusal.Message);
    }

    [Fact]
    public void AnotherSweepIsRefusedByWhatDiffers()
    {
        Sweep(1);
        (SweepRequest Request, string Parameter, string Words)[] others =
        [
            (Sweeps.Request(factors: Sweeps.Factor("A", 1, 2)), "Factor", "factor A has 1, 2 here and 1, 2, 3 there"),
            (Sweeps.Request(factors: Sweeps.Factor("A", 3, 2, 1)), "Factor", "factor A has 3, 2, 1 here"),
            (Sweeps.Request(factors: [Sweeps.Factor("A", 1, 2, 3), Sweeps.Factor("B", 1)]), "Factor", "the factors are A, B here and A there"),
            (Sweeps.Request("$A\n$B"), "ScriptBlock", "line 2 here: $B; there: (missing)"),
            (Sweeps.Request("$B"), "ScriptBlock", "line 1 here: $B; there: $A"),
            (Sweeps.Request() with { Order = SweepOrder.Random }, "Order", "-Order is Random here and Blocks there"),
            (Sweeps.Request() with { Seed = 6 }, "Seed", "-Seed is 6 here and 5 there"),
            (Sweeps.Request() with { Repeat = 1 }, "Repeat", "-Repeat is 1 here and 2 there"),
        ];
        Assert.All(others, other =>
        {
            LabException refusal = Assert.Throws<LabException>(() => SweepJournal.Find(Path, other.Request, resume: true));
            Assert.Equal(("InvalidArgument", other.Parameter), (refusal.Kind, refusal.Parameter));
            Assert.Contains(other.Words, refusal.Message);
        });

        // White space around a script block, and line ends, are meaningless.
        Assert.NotNull(SweepJournal.Find(Path, Sweeps.Request("\r\n $A \r\n"), resume: true));
    }

    /// <summary>With and without a line end, with -Resume and without.</summary>
    [Theory]
    [InlineData("# My notes\n")]
    [InlineData("# My notes")]
    [InlineData("  indented\n}\n")]
    [InlineData("  indented}")]
    [InlineData("{\"a\":1}\n")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"Type\":\"LabSweep\"}\n")]
    [InlineData("{\n  \"a\": 1\n}\n")]
    [InlineData("{ half")]
    [InlineData("\0\0\0\0")]
    public void AnotherFileIsRefused(string content)
    {
        File.WriteAllText(Path, content);
        SweepRequest request = Sweeps.Request();
        foreach (bool resume in new[] { false, true })
        {
            LabException refusal = Assert.Throws<LabException>(() => SweepJournal.Find(Path, request, resume));
            Assert.Equal(("InvalidArgument", "Journal"), (refusal.Kind, refusal.Parameter));
            Assert.Contains($"{Path} exists and is not a result file", refusal.Message);
            Assert.Throws<LabException>(() => SweepJournal.Open(Path, request, request.Plan(null), null, _warnings.Add));
        }

        Assert.Equal(content, File.ReadAllText(Path));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void HalfALineOfSomethingElseIsLeftAlone()
    {
        Sweep(1);
        File.AppendAllText(Path, "my note");
        byte[] whole = File.ReadAllBytes(Path);
        Assert.Contains("UdpLab did not write", Assert.Throws<LabException>(() => Sweep(1, resume: true)).Message);
        Assert.Equal(whole, File.ReadAllBytes(Path));
    }

    /// <summary>Another program adds half a line while the sweep runs: it becomes a line of its own.</summary>
    [Fact]
    public void NorIsItBlankedMeanwhile()
    {
        bool isAdded = false;
        Sweep(1, during: () => File.AppendAllText(Path, isAdded ? "" : "my note"), fail: _ => !(isAdded = true));
        Assert.Contains("my note", File.ReadLines(Path));
        using FileStream stream = File.OpenRead(Path);
        Assert.Equal(6, ResultReader.Read(stream, CancellationToken.None).Count(item => item.Value is SweepOutput));
    }

    [Theory]
    [InlineData("deleted", "was deleted, and what was in it was written again")]
    [InlineData("replaced", "was replaced by another file")]
    [InlineData("emptied", "was emptied or cut by another program")]
    public void AJournalThatIsGoneEndsTheSweepBeforeTheNextResult(string how, string words)
    {
        int run = 0;
        LabException end = Assert.Throws<LabException>(() => Sweep(1, during: () =>
        {
            if (++run == 3)
            {
                _ = how switch
                {
                    "deleted" => Do(() => File.Delete(Path)),
                    "replaced" => Do(() => File.Delete(Path), () => File.WriteAllText(Path, "other\n")),
                    _ => Do(() => File.WriteAllText(Path, "")),
                };
            }
        }));
        Assert.Equal(("System", "Journal", 3), (end.Kind, end.Parameter, run));
        Assert.Contains($"-Journal {Path} {words}; ", end.Message);
        Assert.Contains("2 of 6 runs were in it", end.Message);
        if (how == "deleted")
        {
            Assert.Equal(4, Sweep(1, resume: true).Count);
            Assert.Equal(6, Results().Length);
        }
        else
        {
            Assert.Equal(how == "replaced" ? "other\n" : "", File.ReadAllText(Path));
        }

        static bool Do(params Action[] actions)
        {
            Array.ForEach(actions, action => action());
            return true;
        }
    }

    [Fact]
    public void AJournalWhosePlanIsDamagedIsNotResumed()
    {
        Sweep(1);
        string[] lines = File.ReadAllLines(Path);
        File.WriteAllLines(Path, [lines[1], "{\"Schema\":\"Ud", .. lines[2..]]);
        Assert.Contains("first line is damaged", Assert.Throws<LabException>(() => Sweep(1, resume: true)).Message);
    }

    /// <summary>Objects of UdpLab without Factors are written as they are, with the factors of the run.</summary>
    [Theory]
    [InlineData(typeof(UdpFlood))]
    [InlineData(typeof(LabNic))]
    [InlineData(typeof(LabFinding))]
    [InlineData(typeof(PerfProfile))]
    public void OtherObjectsAreWhole(Type type)
    {
        object value = new AnyResult(3).Of(type);
        SweepOutput output = new() { Value = value, Factors = new Dictionary<string, object?> { ["Lab"] = NamespaceLabHost.OfTestbed("bed1-sink"), ["N"] = 1 }, Repeat = 2, Position = 3 };
        SweepOutput read = Assert.IsType<SweepOutput>(ResultLine.Parse(ResultLine.Of(output)[..^1], out _));
        Assert.Equal(Encoding.UTF8.GetString(ResultLine.Of(value)), Encoding.UTF8.GetString(ResultLine.Of(read.Value!)));
        Assert.Equal(("bed1-sink", 1, 2, 3), (read.Factors["Lab"]!.ToString(), read.Factors["N"], read.Repeat, read.Position));
        Assert.IsType<NamespaceLabHost>(read.Factors["Lab"]);
    }

    [Fact]
    public void MoreRepeatsAreAddedToTheOld()
    {
        Sweep(1);
        Assert.Equal(["1/3", "2/3", "3/3"], Sweep(1, resume: true, repeat: 3).Order());
        Assert.Equal(9, Results().Length);
        Assert.Equal(Enumerable.Range(1, 9), Objects().Cast<SweepOutput>().Select(output => output.Position!.Value).Order());
    }

    [Fact]
    public void ARunningSweepIsNotResumedByAnotherSession()
    {
        LabException? refusal = null;
        Sweep(1, during: () => refusal ??= Assert.Throws<LabException>(() => Sweep(1, resume: true)));
        Assert.Equal("Busy", refusal?.Kind);
        Assert.Contains("is running in another session", refusal!.Message);
        Assert.Equal(6, Results().Length);
    }

    [Fact]
    public void SweepsShareAJournal()
    {
        Parallel.ForEach(["P", "Q", "R", "S"], pair => Sweep(2, repeat: 20, factor: Sweeps.Factor("Pair", pair)));
        SweepOutput[] all = [.. Objects().Cast<SweepOutput>()];
        Assert.Equal(4 * 3 * 20 * 2, all.Length);
        Assert.All(all.GroupBy(output => output.Factors["Pair"]), pair => Assert.Equal(Enumerable.Range(1, 60).SelectMany(i => new[] { i, i }), pair.Select(output => output.Position!.Value)));

        Assert.Empty(Sweep(2, resume: true, repeat: 20, factor: Sweeps.Factor("Pair", "Q")));
    }

    [Fact]
    public void AHalfLineOfADeadSessionDoesNotSpoilALivingOnes()
    {
        Sweep(1, during: () => File.AppendAllText(Path, "{\"Schema\":\"UdpLab/1.1\",\"Ty"));
        Assert.Equal(6, Results().Length);
        Assert.All(File.ReadLines(Path).Where(line => line.Trim().Length > 0), line => Assert.EndsWith("}", line));
    }

    /// <summary>For other programs, such as jq, every line is blank or JSON.</summary>
    [Fact]
    public void EveryLineIsJson()
    {
        Sweep(2, fail: run => run.Cell.Number == 2 && run.Repeat == 1, options: new SweepOptions { ContinueOnError = true });
        Sweep(2, resume: true);
        Assert.All(File.ReadLines(Path).Where(line => line.Trim().Length > 0), line => System.Text.Json.JsonDocument.Parse(line).Dispose());
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Executes a sweep; returns its runs.</summary>
    private List<string> Sweep(int results, bool resume = false, int repeat = 2, Func<SweepRun, bool>? fail = null, SweepOptions? options = null, Action? during = null, SweepFactor? factor = null)
    {
        List<string> measured = [];
        SweepRequest request = Sweeps.Request(factors: factor is null ? [Sweeps.Factor("A", 1, 2, 3)] : [factor, Sweeps.Factor("A", 1, 2, 3)]) with { Seed = 5, Repeat = repeat };
        LabSweep? earlier = SweepJournal.Find(Path, request, resume);
        SweepPlan plan = request.Plan(earlier);
        using SweepJournal journal = SweepJournal.Open(Path, request, plan, earlier, _warnings.Add);
        TestStage stage = new((stage, run) =>
        {
            during?.Invoke();
            for (int i = 0; i < results; i++)
            {
                measured.Add($"{run.Cell.Number}/{run.Repeat}");
                stage.Emit(new SweepOutput { Value = $"{run.Cell.Number}/{run.Repeat}/{i} ü" });
            }

            return fail?.Invoke(run) == true ? new InvalidOperationException("it failed") : null;
        });
        SweepEngine engine = new(plan, options ?? new SweepOptions(), journal, stage);
        stage.Engine = engine;
        engine.Run(CancellationToken.None);
        return measured;
    }

    private IEnumerable<object> Objects()
    {
        using FileStream stream = File.OpenRead(Path);
        foreach (ResultItem item in ResultReader.Read(stream, CancellationToken.None))
        {
            Assert.Null(item.Fault);
            if (item.Value is not IResultControl)
            {
                yield return item.Value!;
            }
        }
    }

    private string[] Results() => [.. Objects().Select(value => value.ToString()!).Order(StringComparer.Ordinal)];

    private static int CompletedIn(byte[] journal)
    {
        string text = Encoding.UTF8.GetString(journal);
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n').Count(line => line.Contains("\"State\":\"Completed\"", StringComparison.Ordinal));
    }
}
