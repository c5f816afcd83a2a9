namespace UdpLab.Tests;

public sealed class SoftnetStatTests
{
    private const string Ten = "00000001 00000002 00000003 00000000 00000000 00000000 00000000 00000000 00000000 00000000";
    private const string SevenZeros = " 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n";
    private const string Eleven = Ten + " 0000000b";
    private const string Thirteen = Eleven + " 00000000 00000005";

    [Theory]
    [InlineData("linux-3.10", false, false)]
    [InlineData("linux-4.9", true, false)]
    [InlineData("linux-6.1", true, true)]
    [InlineData("linux-6.12", true, true)]
    [InlineData("linux-6.18", true, true)]
    public void ColumnsAreWhatTheirNumberSays(string kernel, bool flowLimit, bool cpu)
    {
        IReadOnlyList<SoftnetStat.Row> rows = SoftnetStat.Parse(Captures.Text(kernel, "after", "softnet_stat")).Rows;

        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal(flowLimit, row.FlowLimit is not null));
        Assert.Equal(cpu ? [0u, 1u] : [null, null], rows.Select(row => row.Cpu));
    }

    [Fact]
    public void NumbersAreHexadecimal()
    {
        SoftnetStat.Row row = Assert.Single(SoftnetStat.Parse(Thirteen + "\n").Rows);

        Assert.Equal(new SoftnetStat.Row(5, 1, 2, 3, 11), row);
    }

    [Fact]
    public void DifferencesWrapAt32Bits()
    {
        SoftnetStat before = SoftnetStat.Parse("00000000 fffffff0 ffffffff" + SevenZeros);
        SoftnetStat after = SoftnetStat.Parse("00000000 00000010 00000001" + SevenZeros);

        Assert.Equal(new SoftnetStat.Totals(0x20, 2, null), SoftnetStat.Difference(before, after));
    }

    [Theory]
    [InlineData("", Thirteen + "\n")]
    [InlineData(Thirteen + "\n", "")]
    [InlineData(Ten + "\n", Ten + "\n" + Ten + "\n")]
    [InlineData(Thirteen + "\n", Eleven + " 00000000 00000006\n")]
    public void NoDifferenceIsToldWhenTheCPUsAreNotTheSame(string before, string after) =>
        Assert.Null(SoftnetStat.Difference(SoftnetStat.Parse(before), SoftnetStat.Parse(after)));

    [Theory]
    [InlineData(Ten, 1, "newline")]
    [InlineData("00000001 00000002\n", 1, "9 columns or more, not 2")]
    [InlineData(Ten + "\n" + Eleven + "\n", 2, "10 columns as in the lines before, not 11")]
    [InlineData(Ten + " 000b\n", 1, "\"000b\"")]
    [InlineData(Ten + " 0000000g\n", 1, "\"0000000g\"")]
    [InlineData(Thirteen + "\n" + Thirteen + "\n", 2, "CPU 5 once only")]
    [InlineData("\n", 1, "columns")]
    public void ADamagedTextNamesFileLineAndWhatWasExpected(string text, int line, string expected)
    {
        KernelTextException failure = Assert.Throws<KernelTextException>(() => SoftnetStat.Parse(text));

        Assert.Equal("/proc/net/softnet_stat", failure.File);
        Assert.Equal(line, failure.Line);
        Assert.Contains(expected, failure.Expected, StringComparison.Ordinal);
    }
}
