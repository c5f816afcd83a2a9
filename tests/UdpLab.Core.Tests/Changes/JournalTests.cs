using UdpLab.Wire;

namespace UdpLab.Tests.Changes;

public sealed class JournalTests : IDisposable
{
    private static readonly ChangePlace _place = new() { Kind = LabHostKind.Namespace, Name = "bed-sink", NetworkNamespace = "udplab-bed-sink" };
    private readonly Folder _home = new();
    private readonly List<ChangeJournal> _journals = [];

    [Fact]
    public void AChangeIsOnTheDiskBeforeItIsMade()
    {
        ChangeJournal journal = Journal();
        LabChange change = Assert.Single(journal.Open(_place, [Change("Mtu", "1500", "1400")]));
        string line = Assert.Single(journal.Folder.Lines(Assert.Single(journal.Folder.Files)));
        Assert.Contains("\"before\":\"1500\"", line, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"Pending\"", line, StringComparison.Ordinal);

        LabChange read = Assert.Single(Journal().Read());
        Assert.Equal((change.Id, LabChangeState.Pending, "bed-sink", "eth0", "Mtu", "1500", "1400"), (read.Id, read.State, read.Host, read.Target, read.Setting, read.Before, read.After));
        Assert.Equal("rx=on", read.AtRisk["Pause"]);
        Assert.True(read.OwnerLives);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AJournalThatWasDeletedMeanwhileIsBegunAgain(bool withItsFolder)
    {
        ChangeJournal journal = Journal();
        LabChange gone = Assert.Single(journal.Open(_place, [Change("Mtu", "1500", "1400")]));
        File.Delete(Assert.Single(journal.Folder.Files));
        if (withItsFolder)
        {
            Directory.Delete(journal.Folder.Path, recursive: true);
        }

        LabChange change = Assert.Single(journal.Open(_place, [Change("Mtu", "1400", "1300")]));
        Assert.NotEqual(gone.Id, change.Id);
        Assert.Equal(change.Id, Assert.Single(Journal().Read()).Id);
        File.Delete(Assert.Single(journal.Folder.Files));
        LabChange other = Assert.Single(Journal().Open(_place, [Change("Mtu", "1300", "1200")]));
        journal.Advance([other with { State = LabChangeState.Undone }], "");
        Assert.Equal(LabChangeState.Undone, Assert.Single(Journal().Read()).State);
    }

    [Fact]
    public void NobodyElseCanReadIt()
    {
        ChangeJournal journal = Journal();
        journal.Open(_place, [Change("Mtu", "1500", "1400")]);
        Assert.Equal(0b111_000_000, Folder.ModeOf(journal.Folder.Path));
        Assert.Equal(0b110_000_000, Folder.ModeOf(Assert.Single(journal.Folder.Files)));
    }

    [Fact]
    public void StatesOnlyAdvanceInWhateverFileTheyAreTold()
    {
        ChangeJournal first = Journal(), second = Journal();
        LabChange change = Assert.Single(first.Open(_place, [Change("Mtu", "1500", "1400")]));
        second.Advance([change with { State = LabChangeState.Undone, Note = "by the second" }], "");
        first.Advance([change with { State = LabChangeState.Applied }], "");
        LabChange read = Assert.Single(Journal().Read());
        Assert.Equal((LabChangeState.Undone, "by the second"), (read.State, read.Note));
    }

    [Fact]
    public void ALineThatACrashCutOffIsNoLine()
    {
        ChangeJournal journal = Journal();
        LabChange[] changes = journal.Open(_place, [Change("Mtu", "1500", "1400"), Change("Pause", "rx=on", "rx=off")]);
        journal.Dispose();
        string file = Assert.Single(Journal().Folder.Files);
        byte[] whole = File.ReadAllBytes(file);
        for (int length = whole.Length - 1; length > 0; length--)
        {
            File.WriteAllBytes(file, whole[..length]);
            Assert.Equal(length > Array.IndexOf(whole, (byte)'\n') ? [changes[0].Id] : [], Journal().Read().Select(c => c.Id));
        }
    }

    [Fact]
    public void GarbageInTheMiddleDoesNotHideTheRest()
    {
        ChangeJournal journal = Journal();
        LabChange change = Assert.Single(journal.Open(_place, [Change("Mtu", "1500", "1400")]));
        journal.Dispose();
        string file = Assert.Single(Journal().Folder.Files);
        File.AppendAllText(file, "\0\0\0{]\n" + JournalEntry.Advance(change with { State = LabChangeState.Applied }).ToLine());
        List<string> reported = [];
        Assert.Equal(LabChangeState.Applied, Assert.Single(Journal().Read(e => reported.Add(e.Message))).State);
        Assert.Contains($"{file}, line 2,", Assert.Single(reported), StringComparison.Ordinal);
    }

    [Fact]
    public void TheOrderIsThatOfWritingWhateverTheClockSaid()
    {
        ChangeJournal first = Journal(), second = Journal();
        string[] ids = [.. new[] { first, second, first }.SelectMany((journal, i) => journal.Open(_place, [Change("Mtu", $"{i}", $"{i + 1}")])).Select(c => c.Id)];
        _journals.ForEach(j => j.Dispose());

        // As if the clock had been set back before each of them.
        foreach (string file in Journal().Folder.Files)
        {
            File.WriteAllLines(file, File.ReadAllLines(file).Select(line =>
            {
                JournalEntry entry = JournalEntry.Parse(line, out _)!;
                return (entry with { Time = DateTimeOffset.UnixEpoch.AddDays(1000 - Array.IndexOf(ids, entry.Id)) }).ToLine().TrimEnd();
            }));
        }

        Assert.Equal(ids, Journal().Read().Select(c => c.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000")]
    [InlineData("not a number, but 19 long")]
    [InlineData("9223372036854775807")]
    public void ALostCountGoesOnWhereTheJournalsEnd(string text)
    {
        string before = Assert.Single(Journal().Open(_place, [Change("Mtu", "1500", "1400")])).Id;
        _journals.ForEach(j => j.Dispose());
        File.WriteAllText(_home.At("changes/sequence"), text);
        string after = Assert.Single(Journal().Open(_place, [Change("Mtu", "1400", "1300")])).Id;
        Assert.Equal([before, after], Journal().Read().Select(c => c.Id));
    }

    [Fact]
    public void ASessionThatIsStoppedInTheMiddleDoesNotKeepOthersWaitingForEver()
    {
        JournalFolder folder = Journal().Folder;
        using FileStream held = folder.Lock(default);
        LabException e = Assert.Throws<LabException>(() => folder.Hold("undo.lock", TimeSpan.FromMilliseconds(200), default));
        Assert.Equal("Busy", e.Kind);
        Assert.Contains($"Another session has had {_home.At("changes/undo.lock")} for 0.2 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AControllerThatEndedLeftItsChangesToOthers()
    {
        ChangeJournal journal = Journal();
        journal.Open(_place, [Change("Mtu", "1500", "1400")]);
        journal.Dispose();
        Assert.False(Assert.Single(Journal().Read()).OwnerLives);
    }

    [Fact]
    public async Task ManyControllersWriteAtOnceAndNothingIsLost()
    {
        const int controllers = 8, each = 50;
        await Task.WhenAll(Enumerable.Range(0, controllers).Select(i => Task.Run(() =>
        {
            ChangeJournal journal;
            lock (_journals)
            {
                journal = Journal();
            }

            for (int n = 0; n < each; n++)
            {
                journal.Advance([.. journal.Open(_place, [Change($"Sysctl net.{i}.{n}", "0", "1")]).Select(c => c with { State = LabChangeState.Applied })], "");
            }
        })));
        IReadOnlyList<LabChange> changes = Journal().Read();
        Assert.Equal(controllers * each, changes.Select(c => c.Id).Distinct().Count());
        Assert.All(changes, c => Assert.Equal(LabChangeState.Applied, c.State));
    }

    [Fact]
    public void AFolderThatCannotBeWrittenRefusesTheChange()
    {
        using FileStream inTheWay = File.Create(_home.At("changes"));
        LabException e = Assert.Throws<LabException>(() => Journal().Open(_place, [Change("Mtu", "1500", "1400")]));
        Assert.Contains(JournalFolder.Variable, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OldJournalsAreForgottenWhenNothingIsLeftToUndo()
    {
        ChangeJournal done = Journal(), open = Journal(), undoer = Journal();
        LabChange gone = Assert.Single(done.Open(_place, [Change("Mtu", "1500", "1400")]));
        LabChange left = Assert.Single(open.Open(_place, [Change("Pause", "rx=on", "rx=off")]));
        undoer.Advance([gone with { State = LabChangeState.Undone }], "");
        _journals.ForEach(j => j.Dispose());
        foreach (string file in Journal().Folder.Files)
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-31));
        }

        // The record that a change is undone outlives the change.
        LabChange now = Assert.Single(Journal().Open(_place, [Change("Rps", "rx-0=none", "rx-0=0")]));
        Assert.Equal([left.Id, now.Id], Journal().Read().Select(c => c.Id).OrderBy(id => id == now.Id));
    }

    public void Dispose()
    {
        _journals.ForEach(j => j.Dispose());
        _home.Dispose();
    }

    private static SettingChange Change(string setting, string before, string after) =>
        new() { Target = "eth0", Identity = "b/1/2", Setting = setting, Before = before, After = after, AtRisk = new() { ["Pause"] = "rx=on" } };

    private ChangeJournal Journal()
    {
        ChangeJournal journal = new(new JournalFolder(_home.At("changes")));
        _journals.Add(journal);
        return journal;
    }
}
