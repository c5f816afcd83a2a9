using CsCheck;

namespace UdpLab.Tests.Perf.CacheLines;

/// <summary>Output of perf c2c from several releases and architectures.</summary>
public class CacheLineReaderTests
{
    [Fact]
    public void LinesAndWhoAccessesThemAreRead()
    {
        IReadOnlyList<CacheLine> lines = Read("x86-5.19.txt");
        Assert.Equal(
            [("0x55c8971f0080", 66.14, 252L, 252L, 0L, 6044L, 3550L, 2494L, 4), ("0x55c8971f00c0", 33.86, 129L, 129L, 0L, 914L, 914L, 0L, 1)],
            lines.Select(l => (l.Address, l.ContentionPercent!.Value, l.Hitm!.Value, l.LocalHitm!.Value, l.RemoteHitm!.Value, l.Records!.Value, l.Loads!.Value, l.Stores!.Value, l.Accesses.Count)));
        Assert.Equal((0, 0L), (lines[0].Node, lines[0].Peer));
        CacheLineAccess access = lines[0].Accesses[3];
        Assert.Equal(
            ("0x20", "0x55c8971ed447", 1131L, 2, PerfScope.User, "0x0000000000001447", "false_sharing.exe"),
            (access.Offset, access.CodeAddress, access.Records, access.Cpus, access.Scope, access.Symbol, access.SharedObject));
    }

    [Fact]
    public void ArmsPeersStandForWhatItCannotTell()
    {
        CacheLine line = Read("arm-spe.txt")[1];
        Assert.Equal(("0x400816380", 21.69, 1090L, 6514L, 311L), (line.Address, line.ContentionPercent, line.Peer, line.Records, line.Stores));
        Assert.Null(line.Hitm);
    }

    [Fact]
    public void OlderColumnsHaveTheSameNames()
    {
        CacheLine line = Assert.Single(Read("x86-5.4.txt"));
        Assert.Equal(("0x7f0d27ffba00", 0.12, 13L, 6L, 7L, 52L, 40L, 12L), (line.Address, line.ContentionPercent, line.Hitm, line.LocalHitm, line.RemoteHitm, line.Records, line.Loads, line.Stores));
        Assert.Null(line.Node);
    }

    [Fact]
    public void WhatIsNoReportIsRefused() => Assert.Contains("c2c", Assert.Throws<PerfTextException>(() => CacheLineReader.Read("# nothing of it", "x.txt")).Message, StringComparison.Ordinal);

    [Fact]
    public void ADamagedReportGivesLinesOrANamedError() => Mutation.Of([Text("x86-5.19.txt"), Text("arm-spe.txt"), Text("x86-5.4.txt")]).Sample(
        pair =>
        {
            try
            {
                return CacheLineReader.Read(pair.Damaged, "damaged").Count >= 0;
            }
            catch (PerfTextException e)
            {
                return e.Line > 0;
            }
        },
        iter: 10_000);

    private static IReadOnlyList<CacheLine> Read(string name) => CacheLineReader.Read(Text(name), name);

    private static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "perf-c2c", name));
}
