using UdpLab.Wire;

namespace UdpLab.Tests.Changes;

/// <summary>What becomes of changes that a host made, refused, or put back, and what the user is told.</summary>
[Collection(OwnJournal.Name)]
public sealed class ChangeOutcomeTests : IDisposable
{
    private readonly OwnJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    /// <summary>A side effect that was asked for as well, or that comes with new queues, is none.</summary>
    [Fact]
    public void OnlyUnexpectedSideEffectsAreWarnedOf()
    {
        SettingChange mtu = Wanted("eth0"), pause = Wanted("eth0") with { Setting = "Pause", Before = "rx=on", After = "rx=off" }, queues = Wanted("eth1") with { Setting = SettingNames.Channels, Before = "1", After = "2" };
        SettingEffect other = new() { Setting = "Coalescing", Before = "rx-usecs=50", After = "rx-usecs=3" };
        List<string> warnings = [];
        LabChange[] made = [.. Apply(new SettingsApplied
        {
            Id = 1,
            Warnings = ["the link went down"],
            Outcomes =
            [
                new SettingOutcome { Value = "1400", Effects = [new SettingEffect { Setting = "Pause", Before = "rx=on", After = "rx=off" }, other] },
                new SettingOutcome { Value = "rx=off" },
                new SettingOutcome { Value = "2", Effects = [other] },
            ],
        }, warnings, mtu, pause, queues)];

        Assert.All(made, change => Assert.Equal(LabChangeState.Applied, change.State));
        Assert.Equal("the link went down", warnings[0]);
        Assert.StartsWith("eth0 of far: the driver also changed Coalescing from rx-usecs=50 to rx-usecs=3; undo restores that too.", warnings[1], StringComparison.Ordinal);
        Assert.Equal(2, warnings.Count);
        Assert.Empty(Apply(new Done { Id = 1 }, warnings));
    }

    [Fact]
    public void WhatCouldNotBePutBackIsNamed()
    {
        LabException error = Assert.Throws<LabException>(() => Apply(
            new SettingsApplied { Id = 1, Failure = new Failure { Id = 1, Code = FailureCode.Busy, Message = "The card is slow." }, Failed = 1, Left = [0], Warnings = ["w"] }, [], Wanted("eth0"), Wanted("eth1")));
        Assert.Equal("far: The card is slow. These could not be put back and are still in effect: eth0 Mtu. Run Undo-LabChange to try again.", error.Message);
        Assert.Equal(["eth0 Pending", "eth1 Failed"], States());

        error = Assert.Throws<LabException>(() => Apply(
            new SettingsApplied { Id = 1, Failure = new Failure { Id = 1, Code = FailureCode.Busy, Message = "The card is slow." }, Failed = 1 }, [], Wanted("eth2"), Wanted("eth3")));
        Assert.Equal("far: The card is slow. Nothing was changed: the changes made before it were put back.", error.Message);
    }

    /// <summary>What the agent found decides what the change is from now on.</summary>
    [Theory]
    [InlineData("Restored", "as told", "Undone as told")]
    [InlineData("AlreadyBefore", null, "Undone The old value was already back: someone else restored it, or the setting ended with its session.")]
    [InlineData("Gone", "eth0 is gone", "Undone eth0 is gone")]
    [InlineData("ChangedSince", null, "far: eth0 Mtu is 9000 and not 1400, as change {0} left it: someone else has changed it since. It was left unchanged; -Force sets it to 1500 anyway.")]
    [InlineData("Failed", "the card is slow", "far: putting eth0 Mtu back to 1500 failed: the card is slow. The change can be undone again.")]
    public void AnUndoneChangeIsWhatTheHostSays(string result, string? reason, string says)
    {
        UndoOutcome outcome = new() { Result = Enum.Parse<UndoResult>(result), Found = "9000", Reason = reason };
        MemoryHost host = Host([new SettingsApplied { Id = 1, Outcomes = [new SettingOutcome { Value = "1400" }] }], [new SettingsUndone { Id = 2, Outcomes = [outcome] }]);
        using AgentSession agent = host.OpenAgent();
        LabChange change = Assert.Single(ChangeRunner.Apply(host, agent, [Wanted("eth0")], _ => { }, default));

        MemoryHost again = Host([new SettingsUndone { Id = 1, Outcomes = [outcome] }]);
        ChangeUndo undo = new(force: false);
        IReadOnlyList<LabChange> undone = undo.Undo([change], again, default);
        Assert.Equal(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, says, change.Id),
            undone is [var one] ? $"{one.State} {one.Note}" : Assert.Single(undo.Failures).Failure.Message);
        Assert.Equal(undone.Count == 1 ? ["eth0 Undone"] : ["eth0 Applied"], States());

        // What is settled is not asked for again: this host would not answer.
        Assert.Empty(undone.Count == 1 ? new ChangeUndo(force: true).Undo([change], Host(), default) : []);
    }

    [Fact]
    public void ALaterChangeHasToBeUndoneFirst()
    {
        MemoryHost host = Host([new SettingsApplied { Id = 1, Outcomes = [new SettingOutcome { Value = "1400" }] }], [new SettingsApplied { Id = 2, Outcomes = [new SettingOutcome { Value = "1300" }] }]);
        using AgentSession agent = host.OpenAgent();
        LabChange first = Assert.Single(ChangeRunner.Apply(host, agent, [Wanted("eth0")], _ => { }, default));
        LabChange later = Assert.Single(ChangeRunner.Apply(host, agent, [Wanted("eth0") with { Before = "1400", After = "1300" }], _ => { }, default));

        ChangeUndo undo = new(force: false);
        Assert.Empty(undo.Undo([first], Host([new SettingsUndone { Id = 1, Outcomes = [new UndoOutcome { Result = UndoResult.ChangedSince, Found = "1300" }] }]), default));
        Assert.Contains($": change {later.Id} changed it since; undo that first. It was left unchanged", Assert.Single(undo.Failures).Failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A guest that has ended took its settings along; of a namespace that is gone this machine answers; others have to be connected.</summary>
    [Fact]
    public void AHostThatIsNotThereIsNamedOnce()
    {
        LabChange[] changes = [.. new ChangePlace[]
        {
            new() { Kind = LabHostKind.Guest, Name = "old", Address = "999999999" },
            new() { Kind = LabHostKind.Ssh, Name = "dut", Address = "dut:22" },
            new() { Kind = LabHostKind.Ssh, Name = "dut", Address = "dut:22" },
        }.Select((place, i) => Assert.Single(ChangeJournal.Here.Open(place, [Wanted("eth" + i)])) with { State = LabChangeState.Applied })];
        ChangeJournal.Here.Advance(changes, "Made.");
        ChangeUndo undo = new(force: false);

        LabChange gone = Assert.Single(undo.Undo(changes, default));
        Assert.Equal((LabChangeState.Undone, "The guest has ended, and the setting with it."), (gone.State, gone.Note));
        Assert.Equal("Host dut (dut:22) is not connected; run Connect-LabHost dut, then undo again.", Assert.Single(undo.Failures).Failure.Message);
        Assert.Equal(LabHostKind.Local, new ChangePlace { Kind = LabHostKind.Namespace, Name = "bed", NetworkNamespace = "no-such-namespace" }.Find().Kind);
        Assert.Contains("is in a guest that another session runs (QEMU is process 1): undo it there.", Assert.Throws<LabException>(() => new ChangePlace { Kind = LabHostKind.Guest, Name = "g", Address = "1" }.Find()).Message, StringComparison.Ordinal);
    }

    /// <summary>Of two nested scopes the outer one has the changes of both.</summary>
    [Fact]
    public void AScopePutsBackWhatWasChangedInIt()
    {
        using ChangeGuard guard = new();
        using ChangeScope outer = ChangeScope.Begin(guard);
        Assert.Empty(outer.Undo(default));
        using (ChangeScope inner = ChangeScope.Begin(guard))
        {
            LabChange change = Assert.Single(ChangeJournal.Here.Open(new ChangePlace { Kind = LabHostKind.Guest, Name = "old", Address = "999999999" }, [Wanted("eth0")])) with { State = LabChangeState.Applied };
            ChangeJournal.Here.Advance([change], "Made.");
            ChangeScope.Note([change]);
        }

        Assert.Empty(outer.Undo(default));
        Assert.Equal(["eth0 Undone"], States());
        Assert.Empty(outer.Undo(default));
    }

    private static SettingChange Wanted(string target) => new() { Target = target, Identity = "b/1/2", Setting = "Mtu", Before = "1500", After = "1400" };

    private static IReadOnlyList<LabChange> Apply(Reply reply, List<string> warnings, params SettingChange[] changes)
    {
        MemoryHost host = Host([reply]);
        using AgentSession agent = host.OpenAgent();
        return ChangeRunner.Apply(host, agent, changes, warnings.Add, default);
    }

    private static MemoryHost Host(params Reply[][] replies) => new("far", Lines(replies));

    private static string[][] Lines(Reply[][] replies) => [[FakeAgent.Says(FakeAgent.Hello)[1..]], .. replies.Select(group => group.Select(reply => FakeAgent.Says(reply)[1..]).ToArray())];

    /// <summary>The changes of the journal as they are now.</summary>
    private static string[] States() => [.. ChangeJournal.Here.Read().OrderBy(c => c.Target, StringComparer.Ordinal).Select(c => $"{c.Target} {c.State}")];
}
