using System.Globalization;
using System.Text;
using CsCheck;

namespace UdpLab.Tests.Perf;

/// <summary>Texts of many blocks, read by several threads, compared with what they were generated from.</summary>
public sealed class ScriptVolumeTests
{
    private static readonly Gen<string> _command = Gen.OneOf(new[] { "hog", "udp_sink", "a b/c (d): 1/2", ".NET Tiered Com", "kworker/0:1-eve", "x 12 [001] 1.5:" }.Select(c => Gen.Const(c)).ToArray());
    private static readonly Gen<string[]> _chain = Gen.Int[0, 40].Select(i => $"f{i}{(i % 7 == 0 ? " with (blanks)" : "")}").Array[1, 30];

    [Fact]
    public void AnySamplesComeBack() => Gen.Select(_command, _chain, Gen.Int[0, 3]).Array[1, 50].Sample(samples =>
    {
        StringBuilder text = new();
        Dictionary<string, long> expected = [];
        int seconds = 0;
        foreach ((string command, string[] chain, int cpu) in samples)
        {
            Append(text, command, chain, cpu, ++seconds);
            string line = $"{command}|{string.Join('|', chain)}";
            expected[line] = expected.GetValueOrDefault(line) + 1;
        }

        AssertSame(expected, Texts.One(text.ToString()));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(100_000)]
    public void BlocksArePutTogetherRight(int distinct)
    {
        Random random = new(7);
        StringBuilder text = new("# hostname : dut\n");
        Dictionary<string, long> expected = [];
        long cpu1 = 0;
        for (int i = 0; text.Length < 12_000_000; i++)
        {
            string[] chain = [.. Enumerable.Range(0, 12).Select(level => $"level{level}_{(level < 8 ? 0 : random.Next(distinct)) % 97}_{(level < 10 ? 0 : random.Next(distinct))}")];
            string command = i % 5 == 0 ? "other one" : "hog";
            Append(text, command, chain, i % 2, i);
            cpu1 += i % 2;
            string line = $"{command}|{string.Join('|', chain)}";
            expected[line] = expected.GetValueOrDefault(line) + 1;
        }

        PerfProfile profile = Texts.One(text.ToString());

        AssertSame(expected, profile);
        Assert.Equal(cpu1, profile.ByCpu[1].Samples);
        Assert.Equal("dut", profile.Host);
        Assert.Empty(profile.Notes);
    }

    [Fact]
    public void APipeIsReadLikeAFileAndLinesAreNumberedInIt()
    {
        StringBuilder text = new();
        while (text.Length < 3_000_000)
        {
            Append(text, "hog", ["a", "b"], 0, 1);
        }

        int lines = text.ToString().AsSpan().Count('\n');
        text.Append("odd\n");
        using OneWayStream stream = new(Encoding.UTF8.GetBytes(text.ToString()));

        PerfProfile profile = Assert.Single(PerfReader.Read(stream, "pipe", PerfFormat.PerfScript, CancellationToken.None));

        Assert.Equal(lines / 4, profile.Samples);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"line {lines + 1}."), Assert.Single(profile.Notes).Message);
    }

    private static void Append(StringBuilder text, string command, string[] chain, int cpu, int seconds)
    {
        text.Append(CultureInfo.InvariantCulture, $"{command}  4242/4242  [{cpu:D3}] {seconds,5}.000001:    5025125 cpu-clock: \n");
        for (int i = chain.Length - 1; i >= 0; i--)
        {
            text.Append(CultureInfo.InvariantCulture, $"\t{0xffffffff81000000 + (ulong)i,16:x} {chain[i]}+0x{i:x} ([kernel.kallsyms])\n");
        }

        text.Append('\n');
    }

    private static void AssertSame(Dictionary<string, long> expected, PerfProfile profile)
    {
        Dictionary<string, long> given = profile.Stacks.ToDictionary(s => $"{s.Command}|{string.Join('|', s.Frames.Select(f => f.Name))}", s => s.Samples);
        Assert.Equal(expected.Count, given.Count);
        Assert.All(expected, pair => Assert.Equal(pair.Value, given[pair.Key]));
        Assert.Equal(expected.Values.Sum(), profile.Samples);
        Assert.Equal(profile.Samples, profile.CallTree.Samples);
        Assert.Equal(profile.Samples, profile.CallTree.Descend().Sum(n => n.SelfSamples));
        Assert.Equal(profile.Samples, profile.Symbols.Sum(s => s.Samples));
        Assert.Equal((ulong)profile.Samples * 5025125, profile.EventCount);
    }

    private sealed class OneWayStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 4097)]);
    }
}
