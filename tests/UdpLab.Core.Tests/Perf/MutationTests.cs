using System.Text;
using CsCheck;

namespace UdpLab.Tests.Perf;

/// <summary>Whatever happens to a text, the result is a profile that adds up, or an error that names file and line.</summary>
public sealed class PerfMutationTests
{
    // tests/UdpLab.Fuzz gives the same parsers a million.
    private const int Times = 2_000;

    [Fact]
    public void ScriptsSurvive() => Survive(PerfFormat.PerfScript, "6.1-script-default.txt", "6.18-script-fields.txt", "6.1-script-fields-nog.txt", "6.1-fields-ip-sym.txt", "6.1-two-events.txt");

    [Fact]
    public void ReportsSurvive() => Survive(PerfFormat.PerfReport, "6.1-report-children.txt", "6.1-report-t-semicolon.txt", "6.18-report-callgraph-caller.txt", "6.1-report-callgraph-folded.txt", "article-rhel7.3-callers.txt");

    [Fact]
    public void FoldedStacksSurvive() => Mutate(PerfFormat.Folded, Folded("6.1-script-default.txt"), Folded("6.18-script-fields.txt"));

    [Fact]
    public void SpeedscopeFilesSurvive() => Mutate(PerfFormat.Speedscope, Texts.Write(Texts.Capture("6.1-script-default.txt"), PerfFormat.Speedscope));

    [Fact]
    public void TellingTheFormatSurvives() => Mutation.Of([.. Texts.Names("*").Select(Texts.Read).Select(t => t[..Math.Min(t.Length, 3000)])]).Sample(
        (_, damaged) => Assert.True(Enum.IsDefined(PerfFormats.Of(Encoding.UTF8.GetBytes(damaged)))),
        iter: Times);

    private static string Folded(string name) => Texts.Fold(Texts.Capture(name));

    private static void Survive(PerfFormat format, params string[] names) => Mutate(format, [.. names.Select(n => Shortened(Texts.Read(n)))]);

    /// <summary>Shortens a text, since a mutation costs by its length.</summary>
    private static string Shortened(string text) => text[..Math.Min(text.Length, 2500)];

    private static void Mutate(PerfFormat format, params string[] texts) => Mutation.Of(texts).Sample(
        (_, damaged) =>
        {
            try
            {
                foreach (PerfProfile profile in Texts.All(damaged, format))
                {
                    long samples = profile.Stacks.Sum(s => s.Samples);
                    Assert.Equal(samples, profile.CallTree.Samples);
                    Assert.Equal(samples, profile.Symbols.Sum(s => s.Samples));
                    Assert.Equal(samples, profile.CallTree.Descend().Sum(n => n.SelfSamples));
                }
            }
            catch (PerfTextException error)
            {
                Assert.True(error.Line > 0 && error.File == "text" && error.Expected.Length > 0);
            }
        },
        iter: Times);
}
