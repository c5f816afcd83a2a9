using CsCheck;
using UdpLab.Wire;

namespace UdpLab.Tests.Nic;

public sealed class TextTests
{
    [Theory]
    [InlineData("0-3 ×32", 128, 4)]
    [InlineData("0 ×128", 128, 1)]
    [InlineData("0-2 ×42, 0-1", 128, 3)]
    public void ATableSpreadInTurnIsFewWords(string text, int entries, int queues) =>
        Assert.Equal(text, RssText.Of([.. Enumerable.Range(0, entries).Select(i => i % queues)]));

    [Theory]
    [InlineData(256, 4096, 256, 4096, "256/4096")]
    [InlineData(1024, 4096, 512, 4096, "1024,512/4096")]
    [InlineData(1024, 4096, 512, 2048, "rx 1024/4096 tx 512/2048")]
    [InlineData(256, 256, null, null, "rx 256/256")]
    [InlineData(null, null, null, null, "-")]
    public void RingsAreFewWords(int? rx, int? rxMost, int? tx, int? txMost, string text) =>
        Assert.Equal(text, new LabNic { Host = LabHosts.Local, Name = "eth0", Counters = new LabNicCounters(), RxRing = rx, MaxRxRing = rxMost, TxRing = tx, MaxTxRing = txMost }.RingsText);

    [Fact]
    public void EveryTableHasATextAndEveryTextIsItsTable() =>
        Gen.Int[0, 20].Array[0, 300].Sample(table => RssText.Parse(RssText.Of(table)).SequenceEqual(table), iter: 20_000);

    [Fact]
    public void CpuListsAndMasksAreWhatTheyWere() => Gen.Int[0, 200].HashSet[0, 40].Sample(
        cpus => CpuText.ParseList(CpuText.List(cpus)).ToHashSet().SetEquals(cpus) && CpuText.ParseMask(CpuText.Mask(cpus)).ToHashSet().SetEquals(cpus),
        iter: 20_000);

    [Theory]
    [InlineData("none", "00000000")]
    [InlineData("0-3", "0000000f")]
    [InlineData("0,32-33", "00000003,00000001")]
    public void MasksAreTheKernels(string list, string mask)
    {
        Assert.Equal(mask, CpuText.Mask(CpuText.ParseList(list)));
        Assert.Equal(list, CpuText.List(CpuText.ParseMask(mask)));
    }

    [Theory]
    [InlineData("rx=4 tx=2", "rx=4", true)]
    [InlineData("rx=4 tx=2", "rx=3", false)]
    [InlineData("rx=4", "rx=4 tx=2", false)]
    public void APartIsComparedWithTheWhole(string found, string expected, bool has) => Assert.Equal(has, FieldText.Has(found, expected));

    [Theory]
    [InlineData("0=1 1=2-3")]
    [InlineData("eth0-rx-0=none")]
    [InlineData("Spread")]
    [InlineData("0-3,8")]
    public void CpusComeBackFromTheirText(string text) => Assert.Equal(text, CpuAssignment.Parse(text).ToString());

    [Fact]
    public void ATableMayBeOfAnyType() =>
        Assert.Equal("0=1 1=2", new CpuAssignment(new Dictionary<string, object> { ["0"] = 1, ["1"] = "2" }).ToString());

    [Fact]
    public void OfAFieldThatComesTwiceTheLastIsRight() => Assert.Equal("rx=2", FieldText.Of(FieldText.Parse("rx=1 rx=2 tx")));

    [Theory]
    [InlineData("Spread", true, "Spread")]
    [InlineData("none", false, "none")]
    [InlineData("3,0-1", false, "0-1,3")]
    public void CpusAreToldInWords(string text, bool spread, string back)
    {
        CpuAssignment assignment = new(text);
        Assert.Equal((spread, back), (assignment.IsSpread, assignment.ToString()));
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("3-")]
    [InlineData("")]
    [InlineData("-1")]
    public void WhatIsNoListOfCpusIsRefused(string text) => Assert.Throws<FormatException>(() => new CpuAssignment(text));
}
