using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Settings;

/// <summary>What was written is read back; settings that take effect slowly are waited for.</summary>
public sealed class ReadBackTests
{
    private static readonly LinkWait _links = new([]);

    [Fact]
    public void OneThatShowsTheOldValueAtFirstIsWrittenAgainUntilItShowsTheNew()
    {
        Slow kind = new(oldReads: 3, TimeSpan.FromSeconds(60));
        Assert.Equal("new", kind.WriteAndRead("lo", "", "new", _links));
        Assert.Equal(4, kind.Writes);
    }

    [Fact]
    public void OneThatNeverTakesItIsReadAsItIsWhenPatienceEnds()
    {
        Slow kind = new(oldReads: int.MaxValue, TimeSpan.FromMilliseconds(100));
        Assert.Equal("old", kind.WriteAndRead("lo", "", "new", _links));
        Assert.InRange(kind.Writes, 1, int.MaxValue);
    }

    [Fact]
    public void OthersAreWrittenAndReadOnce()
    {
        Slow kind = new(oldReads: 3, TimeSpan.Zero);
        Assert.Equal("old", kind.WriteAndRead("lo", "", "new", _links));
        Assert.Equal(1, kind.Writes);
    }

    [Fact]
    public void NobodyWaitsWhenTheAgentEnds()
    {
        LinkWait links = new([]);
        links.Stop();
        Slow kind = new(oldReads: int.MaxValue, TimeSpan.FromDays(1));
        Assert.Equal("old", kind.WriteAndRead("lo", "", "new", links));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void AReadAmongOthersThatShowsAnotherValueDoesNotMatter(int which)
    {
        // An interrupt that moves shows its old CPUs once more, whichever read of a change or of its undo that meets.
        Flickering kind = new() { Wrong = which };
        SettingKinds kinds = new([kind]);
        SettingChange change = new() { Target = SettingAddress.Host, Identity = SettingIdentity.Of(SettingAddress.Host)!, Setting = kind.Name, Before = "old", After = "new" };
        SettingsApplied applied = SettingTransaction.Apply(kinds, new ApplySettings { Changes = [change with { MustStay = new() { [kind.Name] = "new" } }] });
        Assert.Null(applied.Failure);
        Assert.Equal("new", Assert.Single(applied.Outcomes).Value);

        kind.Wrong = which;
        UndoOutcome outcome = Assert.Single(SettingUndoing.Undo(kinds, new UndoSettings { Items = [change] }).Outcomes);
        Assert.Equal((UndoResult.Restored, "old"), (outcome.Result, kind.Value));
    }

    /// <summary>One of its reads, counted from when that is set, shows the other value.</summary>
    private sealed class Flickering : SettingKind
    {
        public int Wrong { get; set; }

        public string Value { get; private set; } = "old";

        public override string Name => "Flickering";

        protected override TimeSpan Patience => TimeSpan.FromSeconds(60);

        protected override TimeSpan Settling => TimeSpan.FromSeconds(60);

        public override string? Read(string target, string which) => --Wrong != 0 ? Value : Value == "old" ? "new" : "old";

        public override void Write(string target, string which, string value) => Value = value;
    }

    /// <summary>Reads the old value several times after a write, as an interrupt's affinity may.</summary>
    private sealed class Slow(int oldReads, TimeSpan patience) : SettingKind
    {
        private int _reads;

        public int Writes { get; private set; }

        public override string Name => "Slow";

        protected override TimeSpan Patience => patience;

        public override string? Read(string target, string which) => _reads++ < oldReads ? "old" : "new";

        public override void Write(string target, string which, string value) => Writes++;
    }
}
