using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Tools;

namespace UdpLab.Bench.Sections;

/// <summary>Folding a perf script text of a million samples of 20 frames, against stackcollapse-perf.pl and against reading it with wc.</summary>
internal static class FoldingSection
{
    public const string Name = "folding";

    /// <summary>First argument of the process that only folds.</summary>
    public const string Argument = "--fold";

    private const int Samples = 1_000_000, PerlRuns = 3, WarmUps = 5;

    public static void Run(Context context)
    {
        string folder = Directory.CreateTempSubdirectory("udplab-folding-").FullName;
        try
        {
            string text = Path.Combine(folder, "perf.script"), ours = Path.Combine(folder, "ours"), theirs = Path.Combine(folder, "theirs");
            PerfScriptText.Write(text, Samples);
            for (int i = 0; i < WarmUps; i++)
            {
                // The runtime recompiles the code, with more optimisation, several times.
                Fold(text, ours);
            }

            string alone = Tool.Run(Environment.ProcessPath!, [.. Itself, Argument, text, ours]);
            Pairs reading = context.Take(() => Seconds(() => Fold(text, ours)), () => Seconds(() => Tool.Run("wc", "-l", text)));
            string note = string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(text).Length / 1e9:0.0} GB; a process that does it once, just started: {alone.Trim()}");
            context.Add(Row.Of(Name, "fold, to a file", "wc -l", reading) with { Unit = "s", Goal = 3, Less = true, Note = note });
            if (context.Options.Stackcollapse is not string script)
            {
                context.Add(Row.Skipped(Name, "fold, to a file", "stackcollapse-perf.pl", "no --stackcollapse"));
                return;
            }

            Pairs folding = Pairs.Take(PerlRuns, context.Watch, () => Rate(() => Fold(text, ours)), () => Rate(() => Tool.Run("sh", "-c", "exec perl \"$1\" \"$2\" >\"$3\"", "sh", script, text, theirs)));
            bool equal = File.ReadAllBytes(ours).AsSpan().SequenceEqual(File.ReadAllBytes(theirs));
            context.Add(Row.Of(Name, "fold, to a file", "stackcollapse-perf.pl", folding) with { Unit = "samples/s", Goal = 10, Note = equal ? "the outputs are equal" : "THE OUTPUTS DIFFER" });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Folds in a separate process, and prints its time and peak memory.</summary>
    public static void FoldAlone(string text, string target)
    {
        double seconds = Seconds(() => Fold(text, target)).Value;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s, {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB at its peak"));
    }

    /// <summary>The bench's own command line, if the process is dotnet.</summary>
    private static string[] Itself => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(FoldingSection).Assembly.Location] : [];

    private static void Fold(string text, string target)
    {
        PerfProfile profile = PerfReader.ReadFile(text, PerfFormat.PerfScript, CancellationToken.None)[0];
        using FileStream file = File.Create(target);
        PerfWriter.Write(profile, PerfFormat.Folded, PerfWeight.Auto, markKernel: false, file);
    }

    private static Sample Rate(Action work) => new(Samples / Seconds(work).Value);

    private static Sample Seconds(Action work)
    {
        Stopwatch clock = Stopwatch.StartNew();
        work();
        return new Sample(clock.Elapsed.TotalSeconds);
    }
}
