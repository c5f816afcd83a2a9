namespace UdpLab.Tests.Perf;

/// <summary>Folded stacks: written as by stackcollapse-perf.pl (the bench compares with the script itself), and read back.</summary>
public sealed class FoldedTests
{
    [Fact]
    public void NamesAreTidied()
    {
        PerfProfile profile = Texts.One("my prog 1 [000] 1.000000: 10 cycles: \n\t          401000 f;g(int) (/a)\n\t          401000 [unknown] (/lib/libc.so.6)\n\t          401000 net/http.(*Client).Do (/a)\n\t          401000 (anonymous namespace)::h(x) (/a)\n\t               0 [unknown] ([unknown])\n\n");

        Assert.Equal("my_prog;[unknown];net/http.(*Client).Do;[libc.so.6];f:g 10\n", Texts.Fold(profile, events: true));
        Assert.Equal("my_prog;[unknown];net/http.(*Client).Do;[libc.so.6];f:g 1\n", Texts.Fold(profile));
    }

    [Fact]
    public void JavaNamesLoseTheirLAndPathsOfInliningAreFrames()
    {
        string sample = "1 [000] 1.000000: cycles: \n\t    7f722d142778 Ljava/io/PrintStream;::print->Lq/R;::w (/tmp/perf-1.map)\n\n";

        Assert.Equal("java;java/io/PrintStream:::print;q/R:::w 1\n", Texts.Fold(Texts.One("java " + sample)));
        Assert.Equal("node;Ljava/io/PrintStream:::print;Lq/R:::w 1\n", Texts.Fold(Texts.One("node " + sample)));
    }

    [Fact]
    public void LinesAreInTheOrderOfTheirBytes()
    {
        string[] stacks = ["a", "a;b", "a-x", "a-x;c", "a;b-c", "a;b;c", "a b", "z;a", "a;ü", "a;{"];
        string text = string.Concat(stacks.Select(s => $"{s} 1\n"));

        string folded = Texts.Fold(Texts.One(text, PerfFormat.Folded));

        string[] lines = [.. folded.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[..l.LastIndexOf(' ')])];
        Assert.Equal(stacks.Select(s => s.Replace(' ', '_')).Order(StringComparer.Ordinal), lines);
    }

    [Fact]
    public void KernelFunctionsAreMarkedWhenAskedAndKnownAgain()
    {
        PerfProfile profile = Texts.Capture("6.1-script-default.txt");

        PerfProfile back = Texts.One(Texts.Fold(profile, markKernel: true), PerfFormat.Folded);

        Assert.Equal(Scopes(profile), Scopes(back));
        Assert.DoesNotContain(back.Notes, n => n.Code == PerfNoteCode.ScopeInferred);
    }

    [Theory]
    [InlineData("6.1-script-default.txt")]
    [InlineData("6.18-script-default.txt")]
    [InlineData("6.1-fields-hostile-_misc.txt")]
    [InlineData("6.18-script-fields.txt")]
    public void UnmarkedKernelFunctionsAreKnownByWhereTheKernelIsEntered(string name)
    {
        PerfProfile profile = Texts.Capture(name);

        Assert.Equal(Scopes(profile), Scopes(Texts.One(Texts.Fold(profile), PerfFormat.Folded)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatIsExportedIsImportedEqual(bool events)
    {
        PerfProfile profile = Texts.Capture("6.1-script-default.txt");
        string folded = Texts.Fold(profile, events);

        PerfProfile back = Texts.One(folded, PerfFormat.Folded);

        Assert.Equal(profile.Samples, back.Samples);
        Assert.Equal(Stacks(profile), Stacks(back));
        Assert.Equal(folded, Texts.Fold(back, events));
    }

    [Fact]
    public void ScriptsAndSpeedscopeFilesComeBackEqual()
    {
        PerfProfile profile = Texts.Capture("6.18-script-default.txt");
        foreach (PerfFormat format in new[] { PerfFormat.PerfScript, PerfFormat.Speedscope })
        {
            PerfProfile back = Texts.One(Texts.Write(profile, format), format);

            Assert.Equal(profile.Samples, back.Samples);
            Assert.Equal(profile.EventCount, back.EventCount);
            Assert.Equal(profile.Symbols, back.Symbols);
            Assert.Equal(Stacks(profile), Stacks(back));
        }
    }

    [Theory]
    [InlineData("no number here\n", 1)]
    [InlineData("a;b -1\n", 1)]
    [InlineData("# c\n\na;b\n", 3)]
    [InlineData("a;b 99999999999999999999999\n", 1)]
    public void WhatIsNoStackIsNamed(string text, int line) =>
        Assert.Equal(line, Assert.Throws<PerfTextException>(() => Texts.One(text, PerfFormat.Folded)).Line);

    [Fact]
    public void StacksAsOtherToolsWriteThem()
    {
        const string text = "# a comment; with 5\r\nsink;a b;f(int, char) const;[libc.so.6];jit_[j];inlined_[i];k_[k] 3\r\n\r\nsink;deep; 2.50\nsink 1e2\nsink;zero 0\n#1;x 4\n";
        PerfProfile profile = Texts.One(text, PerfFormat.Folded);

        Assert.Equal(["#1;x", "sink", "sink;a b;f(int, char) const;[unknown];jit;inlined;k", "sink;deep;"], profile.Stacks.Select(s => s.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(PerfScope.Kernel, profile.Symbols.Single(s => s.Name == "k").Scope);
        Assert.Equal(110, profile.Samples);
        Assert.Contains("109.5", Assert.Single(profile.Notes).Message);
    }

    [Theory]
    [InlineData("a;b 18446744073709551615\n")]
    [InlineData("a;b 9223372036854775808\na;c 5\n")]
    [InlineData("a;b 0.000000001\na;c 1\n")]
    [InlineData("a;b 0.1\na;c 1000000000000\n")]
    public void LargeAndSmallNumbersComeBack(string text)
    {
        PerfProfile profile = Texts.One(text, PerfFormat.Folded);

        Assert.Equal(text, Texts.Fold(profile, events: profile.EventCount > 0));
    }

    [Fact]
    public void LinesThatAreNoStacksAreCounted()
    {
        PerfProfile profile = Texts.One("a;b 5\na;c\na;d 5\na;e -2\na;f 5\n", PerfFormat.Folded);

        Assert.Equal(15, profile.Samples);
        Assert.StartsWith("2 lines", Assert.Single(profile.Notes).Message);
    }

    private static Dictionary<string, PerfScope> Scopes(PerfProfile profile) => profile.Stacks.SelectMany(s => s.Frames).Where(f => !f.IsUnresolved).DistinctBy(f => f.Name).ToDictionary(f => f.Name, f => f.Scope);

    private static IEnumerable<string> Stacks(PerfProfile profile) => profile.Stacks.GroupBy(s => s.ToString().Replace(' ', '_')).Select(g => $"{g.Key} {g.Sum(s => s.Samples)}").Order(StringComparer.Ordinal);
}
