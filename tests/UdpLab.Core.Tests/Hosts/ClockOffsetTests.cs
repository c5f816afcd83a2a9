namespace UdpLab.Tests;

public class ClockOffsetTests
{
    [Fact]
    public void BeforeTheFirstAnswerNoTimeOfTheAgentMeansAnything()
    {
        ClockOffset clock = new();
        Assert.False(clock.IsKnown);
        Assert.Throws<InvalidOperationException>(() => clock.ToAgent(1));
        Assert.Throws<InvalidOperationException>(() => clock.ToWallClock(1));
    }

    [Fact]
    public void TheQuickestAnswerTells()
    {
        ClockOffset clock = new();
        clock.Add(sent: 1000, received: 1200, agent: 5_000_100);
        clock.Add(sent: 2000, received: 3000, agent: 9_000_000);
        Assert.True(clock.IsKnown);
        Assert.Equal(5_000_000, clock.ToAgent(1000));
    }

    [Fact]
    public void OneClockIsKnownAtOnce()
    {
        ClockOffset clock = new();
        clock.SetSame();
        Assert.Equal(7, clock.ToAgent(7));
    }
}
