namespace UdpLab.Tests;

/// <summary>The rules are data: complete, with sources, and each of them reachable.</summary>
public sealed class RulesTests
{
    private static readonly BottleneckRules _rules = BottleneckRules.All;

    public static TheoryData<string> Causes => [.. _rules.Causes.Select(c => c.Cause)];

    [Fact]
    public void EveryCauseHasANameOfItsOwnAndAllItMustSay()
    {
        Advice[] all = [.. _rules.Causes, _rules.Shared];
        Assert.Equal(_rules.Causes.Length, _rules.Causes.Select(c => c.Cause).Distinct().Count());
        Assert.InRange(_rules.Causes.Length, 10, 64);
        Assert.All(all, advice =>
        {
            Assert.NotEmpty(advice.Reference);
            Assert.NotEqual("", advice.Title);
            Assert.True(advice.Minimum > 0, advice.Cause);
            Assert.True(advice.WhenFixed is null || advice.FixedIn is not null, advice.Cause);
            Assert.True(advice.FixedIn is null || Version.TryParse(advice.FixedIn, out _), advice.Cause);
        });
        Assert.All(_rules.Causes, c => Assert.NotEqual("", c.Verified));
    }

    [Fact]
    public void ARuleMoreThanThereAreBitsForIsNoticed()
    {
        BottleneckRules Of(int number) => _rules with { Causes = [.. Enumerable.Repeat(_rules.Causes[0], number)] };
        Assert.Equal(64, new SampleSorter(Of(64), []).Findings.Length);
        Assert.Throws<InvalidOperationException>(() => new SampleSorter(Of(65), []));
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public void EveryCauseCanBeFoundByItsCalls(string cause)
    {
        BottleneckRule rule = _rules.Causes.Single(c => c.Cause == cause);
        string leaf = rule.Symbols[0].Replace("*", "", StringComparison.Ordinal);
        string caller = rule.Callers.Length == 0 ? "udp_recvmsg" : rule.Callers[0].Replace("*", "", StringComparison.Ordinal);
        Assert.Contains(cause, Profiles.Folded($"x;net_rx_action;{caller};{leaf} 900\nx;net_rx_action;udp_rcv 100").Causes());
    }
}
