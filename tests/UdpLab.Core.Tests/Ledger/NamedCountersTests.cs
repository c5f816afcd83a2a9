namespace UdpLab.Tests;

public sealed class NamedCountersTests
{
    [Theory]
    [InlineData("linux-3.10", 0, null, null)]
    [InlineData("linux-4.9", 0, 0, null)]
    [InlineData("linux-6.18", 0, 9, 0)]
    public void CountersAreFoundByNameInEveryKernelsSnmp6(string kernel, int delivered, int? packets, int? memory)
    {
        NamedCounters counters = NamedCounters.Parse(Captures.Text(kernel, "before", "snmp6"), "snmp6");

        Assert.Equal((ulong)delivered, counters["Udp6InDatagrams"]);
        Assert.Equal((ulong?)packets, counters["Ip6InNoECTPkts"]);
        Assert.Equal((ulong?)memory, counters["Udp6MemErrors"]);
    }

    [Fact]
    public void AnAbsentFileHasNoCounters() => Assert.Null(NamedCounters.Parse("", "snmp6")["Udp6InDatagrams"]);

    [Fact]
    public void DamageThatIsTakenDownCostsItsOwnLineOnly()
    {
        List<string> damage = [];
        Assert.Equal(7ul, NamedCounters.Parse("Udp6InErrors\nUdp6NoPorts \t7\n", "snmp6", damage)["Udp6NoPorts"]);
        Assert.Single(damage);
    }

    [Theory]
    [InlineData("Udp6NoPorts \t1", 1, "newline")]
    [InlineData("Udp6NoPorts \t1\nUdp6InErrors\n", 2, "name and its value")]
    [InlineData("Udp6NoPorts \t1 Udp6InErrors \t2\n", 1, "name and its value")]
    [InlineData("Udp6NoPorts \t1\nUdp6NoPorts \t1\n", 2, "once only")]
    [InlineData("Udp6NoPorts \t1e\n", 1, "\"1e\"")]
    [InlineData("6Udp \t1\n", 1, "name of a counter")]
    [InlineData("\n", 1, "name and its value")]
    public void ADamagedTextNamesFileLineAndWhatWasExpected(string text, int line, string expected)
    {
        KernelTextException failure = Assert.Throws<KernelTextException>(() => NamedCounters.Parse(text, "/proc/net/snmp6"));

        Assert.Equal("/proc/net/snmp6", failure.File);
        Assert.Equal(line, failure.Line);
        Assert.Contains(expected, failure.Expected, StringComparison.Ordinal);
    }
}
