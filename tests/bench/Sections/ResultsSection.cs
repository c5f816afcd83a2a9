using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

/// <summary>Writing and reading 100,000 measurements as JSON lines, against copying the file and counting its lines.</summary>
internal static class ResultsSection
{
    public const string Name = "results";

    private const int Count = 100_000;

    public static void Run(Context context)
    {
        string folder = Directory.CreateTempSubdirectory("udplab-results-").FullName;
        try
        {
            string file = Path.Combine(folder, "results.jsonl"), copy = Path.Combine(folder, "copy");
            SinkMeasurement model = Model();
            Pairs writing = context.Take(() => Seconds(() => Write(model, file)), () => Seconds(() => Tool.Run("cp", file, copy)));
            string size = string.Create(CultureInfo.InvariantCulture, $"{Count:N0} measurements, {new FileInfo(file).Length / 1e9:0.0} GB");
            context.Add(Row.Of(Name, "write", "cp", writing) with { Unit = "s", Less = true, Note = size });
            Pairs reading = context.Take(() => Seconds(() => Read(file)), () => Seconds(() => Tool.Run("wc", "-l", file)));
            context.Add(Row.Of(Name, "read", "wc -l", reading) with { Unit = "s", Less = true, Note = string.Create(CultureInfo.InvariantCulture, $"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB at its peak") });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A real measurement, kept with the tests.</summary>
    private static SinkMeasurement Model()
    {
        using FileStream file = File.OpenRead(Path.Combine(Tests.Repository.Root, "tests/UdpLab.Core.Tests/data/results-1.0.jsonl"));
        return ResultReader.Read(file, CancellationToken.None).Select(i => i.Value).OfType<SinkMeasurement>().First() with { Profile = null };
    }

    private static void Write(SinkMeasurement model, string path)
    {
        using ResultFile file = ResultFile.Open(path, ResultFormat.Json, append: false, CancellationToken.None);
        for (int i = 0; i < Count; i++)
        {
            // Each has its own environment, as real measurements do.
            file.Add(model with { Packets = model.Packets + i, Started = model.Started.AddSeconds(i), Environment = model.Environment with { BootId = model.Environment.BootId } });
        }
    }

    private static void Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        int read = ResultReader.Read(file, CancellationToken.None).Count(item => item.Value is SinkMeasurement);
        if (read != Count)
        {
            throw new InvalidOperationException($"{read} of {Count} measurements came back.");
        }
    }

    private static Sample Seconds(Action work)
    {
        Stopwatch clock = Stopwatch.StartNew();
        work();
        return new Sample(clock.Elapsed.TotalSeconds);
    }
}
