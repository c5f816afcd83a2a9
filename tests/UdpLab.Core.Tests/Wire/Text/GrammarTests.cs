using System.Diagnostics;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Texts that are not CPU lists, tables or rules are refused before anything large is allocated for them.</summary>
public sealed class GrammarTests
{
    [Theory]
    [InlineData("0-99999999")]
    [InlineData("0-1000000000")]
    [InlineData("0-8192")]
    [InlineData("8192")]
    [InlineData("99999999999999999999")]
    [InlineData("0-8191,0")]
    [InlineData("3-0")]
    [InlineData("0-1-2")]
    [InlineData("0-")]
    [InlineData("-1")]
    [InlineData("0,,1")]
    [InlineData("0;1")]
    public void NoCpuList(string text)
    {
        Stopwatch clock = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => CpuText.ParseList(text));
        Assert.Contains("is not a list of CPUs", Assert.Throws<FormatException>(() => new CpuAssignment(text)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    [Theory]
    [InlineData("0-8191", 8192)]
    [InlineData(" 0-1, 3 ", 3)]
    [InlineData("none", 0)]
    [InlineData("", 0)]
    public void ACpuList(string text, int count) => Assert.Equal(count, CpuText.ParseList(text).Length);

    [Theory]
    [InlineData("xyz")]
    [InlineData("1ffffffff")]
    [InlineData("")]
    public void NoMask(string text) => Assert.Throws<FormatException>(() => CpuText.ParseMask(text));

    [Theory]
    [InlineData("0-99999999")]
    [InlineData("0 ×99999999")]
    [InlineData("0-3 ×2147483647")]
    [InlineData("3-0")]
    [InlineData("x")]
    [InlineData("0 ×0")]
    public void NoRssTable(string text) => Assert.Throws<FormatException>(() => RssText.Parse(text));

    [Theory]
    [InlineData("udp4 dst-port 9 queue", "'queue' has no value")]
    [InlineData("udp4 dst-port 9", "does not name a queue")]
    [InlineData("udp4 dst-port 9 queue -1", "queue -1")]
    [InlineData("udp4 dst-port 9 queue two", "queue two")]
    [InlineData("udpx dst-port 9 queue 2", "begins with udp4 or udp6")]
    [InlineData("other", "begins with udp4 or udp6")]
    [InlineData("", "begins with udp4 or udp6")]
    [InlineData("udp4 dst-port 0 queue 1", "dst-port 0")]
    [InlineData("udp4 dst-port 65536 queue 1", "dst-port 65536")]
    [InlineData("udp4 dst-port 99999999999 queue 1", "dst-port 99999999999")]
    [InlineData("udp4 dst-port 9 dst-port 10 queue 1", "occurs twice")]
    [InlineData("udp4 dst-ip 10.1 queue 1", "dst-ip 10.1")]
    [InlineData("udp4 dst-ip 2001:db8::1 queue 1", "an IPv4 address is needed")]
    [InlineData("udp6 dst-ip 10.0.0.1 queue 1", "an IPv6 address is needed")]
    [InlineData("udp4 port 9 queue 1", "not a flow rule keyword")]
    public void NoFlowRule(string text, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => FlowRuleText.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("dst-port 9 queue")]
    [InlineData("udpx dst-port 9 queue 2")]
    [InlineData("other")]
    public void NoFlowRuleOfAUser(string text) => Assert.Throws<FormatException>(() => new NicFlowRule(text));

    [Fact]
    public void AFlowRuleWithoutAQueueSaysSo()
    {
        NicFlowRule rule = new() { DestinationPort = 9 };
        Assert.Equal("udp4 dst-port 9", rule.ToString());
        rule.Queue = 2;
        Assert.Equal("udp4 dst-port 9 queue 2", rule.ToString());
    }
}
