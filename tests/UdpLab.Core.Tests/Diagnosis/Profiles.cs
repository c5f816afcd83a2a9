using System.Text;

namespace UdpLab.Tests;

/// <summary>Profiles as the module reads them: from perf report tables, folded stacks and perf script text.</summary>
internal static class Profiles
{
    /// <summary>A table of the article, verbatim.</summary>
    public static string Table(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "perf", $"article-{name}.txt"));

    public static PerfProfile Report(string text) => Read(text, PerfFormat.PerfReport);

    public static PerfProfile Folded(string text) => Read(text, PerfFormat.Folded);

    public static PerfProfile Script(string text) => Read(text, PerfFormat.PerfScript);

    public static string[] Causes(this PerfProfile profile) => [.. BottleneckFinder.Find(profile).Select(b => b.Cause)];

    private static PerfProfile Read(string text, PerfFormat format) =>
        PerfReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a text", format, CancellationToken.None)[0];
}
