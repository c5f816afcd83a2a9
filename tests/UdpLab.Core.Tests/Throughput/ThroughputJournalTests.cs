using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>A search's journal.</summary>
public sealed class ThroughputJournalTests : IDisposable
{
    private static readonly Dictionary<string, string> _parameters = new() { ["LossGoal"] = "0", ["Method"] = "Recvmsg" };
    private readonly Folder _folder = new();
    private readonly List<string> _warnings = [];

    private string Path => System.IO.Path.Combine(_folder.Path, "search.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatWasWrittenIsThereAgain()
    {
        Write(3);
        using ThroughputJournal again = Open(_parameters, resume: true);
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
        using (ThroughputJournal again = Open(_parameters, resume: true))
        {
            Assert.Equal(2, again.Earlier.Count);
            again.Add(Trial(again.Id, 3));
        }

        using ThroughputJournal last = Open(_parameters, resume: true);
        Assert.Equal([1, 2, 3], last.Earlier.Select(trial => trial.Position));
    }

    /// <summary>The trial after a lost one was chosen by the lost one's result: it is blanked, and the user learns of it.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("{\"Schema\":\"UdpLab/1.0\",\"Type\":\"ThroughputTrial\",\"Pos##ion\":")]
    public void TrialsBehindALostOneAreTakenBack(string damaged)
    {
        Write(4);
        string[] lines = File.ReadAllLines(Path);
        lines[2] = damaged;
        File.WriteAllText(Path, string.Join('\n', lines) + "\n");
        using (ThroughputJournal again = Open(_parameters, resume: true))
        {
            Assert.Equal([1], again.Earlier.Select(trial => trial.Position));
            again.Add(Trial(again.Id, 2));
        }

        Assert.Equal([$"{Path} has no line for trial 2, or a damaged one: it and the 2 trials after it, which depend on it, are measured again."], _warnings);
        using ThroughputJournal last = Open(_parameters, resume: true);
        Assert.Equal([1, 2], last.Earlier.Select(trial => trial.Position));
        Assert.Single(_warnings);
        Assert.Equal(2, File.ReadLines(Path).Count(line => line.Contains("\"ThroughputTrial\"", StringComparison.Ordinal) && line.Contains("\"Position\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void AnotherSearchInItIsNotTouched()
    {
        Write(2);
        Dictionary<string, string> other = new(_parameters) { ["Flows"] = "4" };
        LabException refused = Assert.Throws<LabException>(() => ThroughputJournal.Check(Path, [other], resume: true));
        ThroughputJournal.Check(Path, [other, _parameters], resume: true);
        Assert.Equal(("Flows", "InvalidArgument"), (refused.Parameter, refused.Kind));
        using (ThroughputJournal second = Open(other, resume: false))
        {
            Assert.Empty(second.Earlier);
            second.Add(Trial(second.Id, 1));
        }

        using ThroughputJournal first = Open(_parameters, resume: true);
        Assert.Equal(2, first.Earlier.Count);
    }

    [Fact]
    public void ItIsRefusedWhereItWouldMeasureAgainOrTwice()
    {
        using ThroughputJournal open = Open(_parameters, resume: false);
        Assert.Contains("-Resume continues it", Assert.Throws<LabException>(() => Open(_parameters, resume: false)).Message, StringComparison.Ordinal);
        Assert.Contains("running in another session", Assert.Throws<LabException>(() => Open(_parameters, resume: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASweepsJournalCanBeShared()
    {
        Write(2);
        File.AppendAllText(Path, "{\"Schema\":\"UdpLab/1.0\",\"Type\":\"LabSweepRun\",\"Sweep\":\"00112233445566\",\"State\":\"Started\",\"Cell\":1,\"Repeat\":1,\"Position\":1}\n");
        using ThroughputJournal again = Open(_parameters, resume: true);
        Assert.Equal(2, again.Earlier.Count);
    }

    [Theory]
    [InlineData("no result file\n")]
    [InlineData("[1,2]\n")]
    [InlineData("no result file")]
    [InlineData("{\"a\":1}\n")]
    [InlineData("{\"a\":")]
    public void AnotherKindOfFileIsLeftAlone(string content)
    {
        File.WriteAllText(Path, content);
        Assert.Equal("Journal", Assert.Throws<LabException>(() => ThroughputJournal.Check(Path, [_parameters], resume: false)).Parameter);
        Assert.Equal("Journal", Assert.Throws<LabException>(() => Open(_parameters, resume: false)).Parameter);
        Assert.Contains("is not a result file", Assert.Throws<LabException>(() => Open(_parameters, resume: true)).Message);
        Assert.Equal(content, File.ReadAllText(Path));
    }

    [Fact]
    public void ASearchWhoseJournalIsDeletedEnds()
    {
        using ThroughputJournal journal = Open(_parameters, resume: false);
        journal.Add(Trial(journal.Id, 1));
        File.Delete(Path);
        Assert.Contains("was deleted, and what was in it was written again; trial 2, ", Assert.Throws<LabException>(() => journal.Add(Trial(journal.Id, 2))).Message);
        journal.Dispose();
        using ThroughputJournal again = Open(_parameters, resume: true);
        Assert.Single(again.Earlier);
    }

    private ThroughputJournal Open(Dictionary<string, string> parameters, bool resume) => ThroughputJournal.Open(Path, parameters, resume, _warnings.Add);

    private static ThroughputTrial Trial(string id, int position) => new() { Search = id, Position = position, RatePps = 1000, Duration = 1, SentPps = 1000, LossRatio = 0.25 };

    private void Write(int trials)
    {
        using ThroughputJournal journal = Open(_parameters, resume: false);
        for (int i = 1; i <= trials; i++)
        {
            journal.Add(Trial(journal.Id, i));
        }
    }
}
