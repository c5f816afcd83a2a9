using System.Globalization;

namespace UdpLab.Tests;

/// <summary>Lists of results as text.</summary>
public class LabListTests
{
    [Fact]
    public void AListSaysWhatIsInIt() => Assert.Equal("1.5; b; ", LabList.Of<object?>([1.5, "b", null])!.ToString());

    [Fact]
    public void ATableSaysWhatIsInIt() => Assert.Equal("a=1; b=-2.5", LabList.Table(new Dictionary<string, double> { ["a"] = 1, ["b"] = -2.5 }).ToString());

    [Fact]
    public void ALongListIsCounted() => Assert.EndsWith("; 199; ... (1000 in all)", LabList.Of(Enumerable.Range(0, 1000)).ToString(), StringComparison.Ordinal);

    [Fact]
    public void NothingStaysNothing()
    {
        Assert.Null(LabList.Of<int>(null));
        Assert.Null(LabList.Table<string, int>(null));
    }

    [Fact]
    public void ItsTextIsTheSameInAnyLanguage()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NegativeSign = "\u2212";
        other.NumberFormat.NumberDecimalSeparator = ",";
        other.NumberFormat.NumberGroupSeparator = ".";
        try
        {
            CultureInfo.CurrentCulture = other;

            Assert.Equal("-1.5; 2", LabList.Of([-1.5, 2])!.ToString());
            Assert.Equal("a=-1.5", LabList.Table(new Dictionary<string, double> { ["a"] = -1.5 }).ToString());
            Assert.Equal("0.25 s: 1,000 packets, 4,000 pps", new SinkInterval { Seconds = 0.25, Packets = 1000, Pps = 4000 }.ToString());
            Assert.Equal("CPU 1: 1,000 packets, 2,000 dropped", new SinkSocketResult { Cpu = 1, Packets = 1000, Drops = 2000 }.ToString());
            Assert.Equal("1,000 packets, 2,000 pps", new FloodThreadResult { Sent = 1000, Seconds = 0.5 }.ToString());
            Assert.Equal("1,000 pps for 1 s: 0.5 % lost, 2,000 pps were asked for", new ThroughputTrial { SentPps = 1000, RatePps = 2000, Duration = 1, LossRatio = 0.005, IsIrregular = true }.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
