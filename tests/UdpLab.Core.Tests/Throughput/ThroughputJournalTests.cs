using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>A search's journal.</summary>
public sealed class ThroughputJournalTests : IDisposable
{
    private static readonly Dictionary<string, string> _parameters = new() { ["LossGoal"] = "0", ["Method"] = "Recvmsg" };
    private readonly Folder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "search.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatWasWrittenIsThereAgain()
    {
        Write(3);
        using ThroughputJournal again = ThroughputJournal.Open(Path, _parameters, resume: true);
        Assert.Equal([1, 2, 3], again.Earlier.Select(trial => trial.Position));
        Assert.All(again.Earlier, trial => Assert.Equal((again.Id, 0.25, 1000.0), (trial.Search, trial.LossRatio, trial.RatePps)));
    }

    [Theory]
    [InlineData("{\"Schema\":\"UdpLab/1.0\",\"Type\":\"ThroughputTrial\",\"Posi")]
    [InlineData("\n\n   \n")]
    [InlineData("{\"Schema\":\"UdpLab/1.0\",\"Type\":\"ThroughputTrial\",\"Position\":\"x\"}\n")]
    public void DamageCostsOnlyItself(string rest)
    {
        Write(2);
        File.AppendAllText(Path, rest);
        using (ThroughputJournal again = ThroughputJournal.Open(Path, _parameters, resume: true))
        {
            Assert.Equal(2, again.Earlier.Count);
            again.Add(Trial(again.Id, 3));
        }

        using ThroughputJournal last = ThroughputJournal.Open(Path, _parameters, resume: true);
        Assert.Equal([1, 2, 3], last.Earlier.Select(trial => trial.Position));
    }

    /// <summary>The trial after a lost one was chosen by the lost one's result.</summary>
    [Fact]
    public void TrialsBehindALostOneDoNotCount()
    {
        Write(4);
        string[] lines = File.ReadAllLines(Path);
        File.WriteAllText(Path, string.Join('\n', lines.Where((_, number) => number != 2)) + "\n");
        using ThroughputJournal again = ThroughputJournal.Open(Path, _parameters, resume: true);
        Assert.Equal([1], again.Earlier.Select(trial => trial.Position));
    }

    [Fact]
    public void AnotherSearchInItIsNotTouched()
    {
        Write(2);
        Dictionary<string, string> other = new(_parameters) { ["Flows"] = "4" };
        LabException refused = Assert.Throws<LabException>(() => ThroughputJournal.Check(Path, [other], resume: true));
        ThroughputJournal.Check(Path, [other, _parameters], resume: true);
        Assert.Equal(("Flows", "InvalidArgument"), (refused.Parameter, refused.Kind));
        using (ThroughputJournal second = ThroughputJournal.Open(Path, other, resume: false))
        {
            Assert.Empty(second.Earlier);
            second.Add(Trial(second.Id, 1));
        }

        using ThroughputJournal first = ThroughputJournal.Open(Path, _parameters, resume: true);
        Assert.Equal(2, first.Earlier.Count);
    }

    [Fact]
    public void ItIsRefusedWhereItWouldMeasureAgainOrTwice()
    {
        using ThroughputJournal open = ThroughputJournal.Open(Path, _parameters, resume: false);
        Assert.Contains("-Resume continues it", Assert.Throws<LabException>(() => ThroughputJournal.Open(Path, _parameters, resume: false)).Message, StringComparison.Ordinal);
        Assert.Contains("running in another session", Assert.Throws<LabException>(() => ThroughputJournal.Open(Path, _parameters, resume: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASweepsJournalCanBeShared()
    {
        Write(2);
        File.AppendAllText(Path, "{\"Schema\":\"UdpLab/1.0\",\"Type\":\"LabSweepRun\",\"Sweep\":\"00112233445566\",\"State\":\"Started\",\"Cell\":1,\"Repeat\":1,\"Position\":1}\n");
        using ThroughputJournal again = ThroughputJournal.Open(Path, _parameters, resume: true);
        Assert.Equal(2, again.Earlier.Count);
    }

    [Theory]
    [InlineData("no result file\n")]
    [InlineData("[1,2]\n")]
    public void AnotherKindOfFileIsLeftAlone(string content)
    {
        File.WriteAllText(Path, content);
        Assert.Equal("Journal", Assert.Throws<LabException>(() => ThroughputJournal.Check(Path, [_parameters], resume: false)).Parameter);
        Assert.Equal("Journal", Assert.Throws<LabException>(() => ThroughputJournal.Open(Path, _parameters, resume: false)).Parameter);
        Assert.Equal(content, File.ReadAllText(Path));
    }

    private static ThroughputTrial Trial(string id, int position) => new() { Search = id, Position = position, RatePps = 1000, Duration = 1, SentPps = 1000, LossRatio = 0.25 };

    private void Write(int trials)
    {
        using ThroughputJournal journal = ThroughputJournal.Open(Path, _parameters, resume: false);
        for (int i = 1; i <= trials; i++)
        {
            journal.Add(Trial(journal.Id, i));
        }
    }
}
