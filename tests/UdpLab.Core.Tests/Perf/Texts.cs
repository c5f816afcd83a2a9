using System.Text;

namespace UdpLab.Tests.Perf;

/// <summary>Captured texts, and profiles read from texts.</summary>
internal static class Texts
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "data", "perf");

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public static string[] Names(string pattern) => [.. Directory.GetFiles(Folder, pattern).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public static string CasePath(string name) => Path.Combine(AppContext.BaseDirectory, "data", "perf-cases", name);

    public static string CaseText(string name) => File.ReadAllText(CasePath(name));

    public static IReadOnlyList<PerfProfile> All(string text, PerfFormat format)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        return PerfReader.Read(stream, "text", format, CancellationToken.None);
    }

    public static PerfProfile One(string text, PerfFormat format = PerfFormat.PerfScript) => Assert.Single(All(text, format));

    public static PerfProfile Capture(string name) => Assert.Single(PerfReader.ReadFile(Path.Combine(Folder, name), PerfFormat.Auto, CancellationToken.None));

    public static string Fold(PerfProfile profile, bool events = false, bool markKernel = false)
    {
        using MemoryStream stream = new();
        new FoldedWriter(profile.Collected, markKernel).Write(stream, events);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static string Write(PerfProfile profile, PerfFormat format, PerfWeight weight = PerfWeight.Auto)
    {
        using MemoryStream stream = new();
        PerfWriter.Write(profile, format, weight, markKernel: false, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
