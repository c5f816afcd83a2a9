namespace UdpLab.Tests.Perf;

/// <summary>The trees of a function's callers and callees, with every sample that has the function once.</summary>
public sealed class CallTreeTests
{
    private static readonly PerfProfile _profile = Report.Profile("sink;main;recv;copy 3", "sink;main;recv;lock 2", "sink;timer;recv;recv;lock 4", "sink;main 1");

    [Fact]
    public void CallersGoFromTheInnermostOccurrenceOutwards() => Assert.Equal(["recv 9", " main 5", "  sink 5", " recv 4", "  timer 4", "   sink 4"], Lines(_profile.GetCallers("recv")));

    [Fact]
    public void CalleesGoFromTheOutermostOccurrenceInwards() => Assert.Equal(["recv 9", " recv 4", "  lock 4", " copy 3", " lock 2"], Lines(_profile.GetCallees("recv")));

    [Fact]
    public void NamesHaveWildcards()
    {
        Assert.Equal(["main 6", "timer 4"], _profile.GetCallees("*m*").Children.Select(node => $"{node.Name} {node.Samples}"));
        Assert.Empty(_profile.GetCallers("nothing").Children);
        Assert.Equal(0, _profile.GetCallees("nothing").Samples);
    }

    private static IEnumerable<string> Lines(PerfCallNode node) => node.Children.SelectMany(child => Lines(child).Select(line => " " + line).Prepend($"{child.Name} {child.Samples}"));
}
