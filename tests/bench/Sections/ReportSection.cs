using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

/// <summary>A report of 1,000 measurements with 20 profiles: made and written, and written again as during a sweep, against Export-LabResult's lines of the same.</summary>
internal static class ReportSection
{
    public const string Name = "report";

    private const int Count = 1000, Profiles = 20;
    private const string Data = "tests/UdpLab.Core.Tests/data";

    public static void Run(Context context)
    {
        string folder = Directory.CreateTempSubdirectory("udplab-report-").FullName;
        try
        {
            string page = Path.Combine(folder, "report.html"), lines = Path.Combine(folder, "results.jsonl");
            SinkMeasurement[] all = All();
            Pairs whole = context.Take(() => Seconds(() => Write(all, page)), () => Seconds(() => Export(all, lines)));
            string size = string.Create(CultureInfo.InvariantCulture, $"{Count:N0} measurements with {Profiles} profiles; {new FileInfo(page).Length / 1e6:0.0} MB of {new FileInfo(lines).Length / 1e6:0.0} MB (goal: 5 s)");
            context.Add(Row.Of(Name, "write", "lines of JSON", whole) with { Unit = "s", Less = true, Note = size });
            using LabReport report = new();
            Array.ForEach(all, one => report.Add(one));
            Write(report, page);
            Pairs again = context.Take(() => Seconds(() => Write(report, page)), () => Seconds(() => Export(all, lines)));
            context.Add(Row.Of(Name, "write again", "lines of JSON", again) with { Unit = "s", Less = true, Note = "as after each block of a sweep" });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A real measurement and a real profile, kept with the tests, in 100 cells of 10.</summary>
    private static SinkMeasurement[] All()
    {
        string data = Path.Combine(Tests.Repository.Root, Data);
        using FileStream file = File.OpenRead(Path.Combine(data, "results-1.0.jsonl"));
        SinkMeasurement model = ResultReader.Read(file, CancellationToken.None).Select(i => i.Value).OfType<SinkMeasurement>().First();
        return [.. Enumerable.Range(0, Count).Select(i => model with
        {
            Packets = model.Packets + (i * 7 % 500),
            Started = model.Started.AddSeconds(i),
            Position = i + 1,
            Repeat = 1 + (i / 100),
            Factors = new Dictionary<string, object?> { ["RssQueues"] = 1 + (i % 20), ["Kernel"] = $"6.{i / 20 % 5}.0" },
            Environment = model.Environment with { BootId = model.Environment.BootId },
            Profile = i < Profiles ? Profile(data) : null,
        })];
    }

    private static PerfProfile Profile(string data)
    {
        using FileStream script = File.OpenRead(Path.Combine(data, "perf/6.1-script-default.txt"));
        return PerfReader.Read(script, script.Name, PerfFormat.PerfScript, CancellationToken.None)[0];
    }

    private static void Write(SinkMeasurement[] all, string path)
    {
        using LabReport report = new();
        Array.ForEach(all, one => report.Add(one));
        Write(report, path);
    }

    private static void Write(LabReport report, string path)
    {
        using FileStream file = File.Create(path);
        report.Write(new ReportRequest(), ReportFormat.Html, file);
    }

    private static void Export(SinkMeasurement[] all, string path)
    {
        using ResultFile file = ResultFile.Open(path, ResultFormat.Json, append: false, CancellationToken.None);
        Array.ForEach(all, file.Add);
    }

    private static Sample Seconds(Action work)
    {
        Stopwatch clock = Stopwatch.StartNew();
        work();
        return new Sample(clock.Elapsed.TotalSeconds);
    }
}
