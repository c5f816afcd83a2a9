using UdpLab.Agent.Settings;

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
