namespace UdpLab.Tests;

public sealed class HeaderedCountersTests
{
    private const string Udp = "Udp: InDatagrams NoPorts\nUdp: 12 3\n";

    [Theory]
    [InlineData("linux-3.10", 91500, 9911, null)]
    [InlineData("linux-4.9", 91500, 9911, null)]
    [InlineData("linux-6.18", 7695, 45175, 0)]
    public void CountersAreFoundByNameInEveryKernelsSnmp(string kernel, int delivered, int full, int? memory)
    {
        HeaderedCounters counters = HeaderedCounters.Parse(Captures.Text(kernel, "after", "snmp"), "snmp");

        Assert.Equal((ulong)delivered, counters["Udp", "InDatagrams"]);
        Assert.Equal((ulong)full, counters["Udp", "RcvbufErrors"]);
        Assert.Equal((ulong?)memory, counters["Udp", "MemErrors"]);
    }

    [Theory]
    [InlineData("linux-3.10", 70, null)]
    [InlineData("linux-4.9", 70, 300000)]
    public void CountersAreFoundByNameInEveryKernelsNetstat(string kernel, int filtered, int? packets)
    {
        HeaderedCounters counters = HeaderedCounters.Parse(Captures.Text(kernel, "after", "netstat"), "netstat");

        Assert.Equal((ulong)filtered, counters["TcpExt", "IPReversePathFilter"]);
        Assert.Equal((ulong?)packets, counters["IpExt", "InNoECTPkts"]);
    }

    [Fact]
    public void ASectionMayComeInPartsAsIcmpMsgDoes()
    {
        HeaderedCounters counters = HeaderedCounters.Parse("IcmpMsg: InType3\nIcmpMsg: 4\nIcmpMsg: OutType3\nIcmpMsg: 5\n", "snmp");

        Assert.Equal(4ul, counters["IcmpMsg", "InType3"]);
        Assert.Equal(5ul, counters["IcmpMsg", "OutType3"]);
    }

    [Fact]
    public void ANegativeNumberKeepsItsBits() =>
        Assert.Equal(ulong.MaxValue, HeaderedCounters.Parse("Tcp: MaxConn\nTcp: -1\n", "snmp")["Tcp", "MaxConn"]);

    [Fact]
    public void TheLargestNumberIsRead() =>
        Assert.Equal(ulong.MaxValue, HeaderedCounters.Parse("Ip: InReceives\nIp: 18446744073709551615\n", "snmp")["Ip", "InReceives"]);

    [Fact]
    public void AnAbsentFileHasNoCounters() => Assert.Null(HeaderedCounters.Parse("", "snmp")["Udp", "InDatagrams"]);

    [Theory]
    [InlineData("Ip: InReceives\nUdp: InDatagrams NoPorts\nUdp: 12 3\n", 12)]
    [InlineData("Ip: InReceives\nIp: x\nUdp: InDatagrams NoPorts\nUdp: 12 3\n", 12)]
    [InlineData("Udp: InDatagrams NoPorts\nUdp: 12 3\nUdpLite: InDatagrams\n", 12)]
    [InlineData("Udp: InDatagrams NoPorts\nUdp: 12 3\nIp: InRec", 12)]
    [InlineData("Udp: InDatagrams NoPorts\n", null)]
    [InlineData("Udp: InDatagrams NoPorts\nUdp: 12\n", null)]
    public void DamageThatIsTakenDownCostsItsOwnLinesOnly(string text, int? delivered)
    {
        List<string> damage = [];
        Assert.Equal((ulong?)delivered, HeaderedCounters.Parse(text, "/proc/net/snmp", damage)["Udp", "InDatagrams"]);
        Assert.StartsWith("/proc/net/snmp, line ", Assert.Single(damage), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Udp: InDatagrams NoPorts\nUdp: 12 3", 2, "newline")]
    [InlineData("Udp: InDatagrams NoPorts\n", 1, "line of values")]
    [InlineData("Udp: InDatagrams NoPorts\nUdp: 12\n", 2, "2 values, not 1")]
    [InlineData("Udp: InDatagrams\nUdp: 12 3\n", 2, "1 values, not 2")]
    [InlineData("Udp: InDatagrams NoPorts\nIp: 12 3\n", 2, "\"Udp:\"")]
    [InlineData("Udp: InDatagrams NoPorts\nUdp: 12 x\n", 2, "\"x\"")]
    [InlineData("Udp: InDatagrams NoPorts\nUdp: 12 007\n", 2, "\"007\"")]
    [InlineData("Udp: InDatagrams NoPorts\nUdp: 12 18446744073709551616\n", 2, "64-bit")]
    [InlineData("Udp: InDatagrams NoPorts\nUdp: 12 -\n", 2, "\"-\"")]
    [InlineData("Udp: InDatagrams NoPorts\nUdp: 12 +3\n", 2, "\"+3\"")]
    [InlineData("Udp: InDatagrams No\u0001Ports\nUdp: 12 3\n", 1, "name of a counter")]
    [InlineData("Udp: NoPorts NoPorts\nUdp: 12 3\n", 1, "once only")]
    [InlineData("Udp InDatagrams\nUdp 12\n", 1, "colon")]
    [InlineData("\n\n", 1, "colon")]
    [InlineData(Udp + Udp, 3, "once only")]
    public void ADamagedTextNamesFileLineAndWhatWasExpected(string text, int line, string expected)
    {
        KernelTextException failure = Assert.Throws<KernelTextException>(() => HeaderedCounters.Parse(text, "/proc/net/snmp"));

        Assert.Equal("/proc/net/snmp", failure.File);
        Assert.Equal(line, failure.Line);
        Assert.Contains(expected, failure.Expected, StringComparison.Ordinal);
        Assert.StartsWith($"/proc/net/snmp, line {line}: expected ", failure.Message, StringComparison.Ordinal);
    }
}
