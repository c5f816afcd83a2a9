using System.Globalization;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

/// <summary>Ten searches for the same throughput: how far their answers lie apart, and what a search takes.</summary>
internal static class ThroughputSection
{
    public const string Name = "throughput";

    private const int Searches = 10;
    private const double Apart = 0.1, Loss = 0.001;

    public static void Run(Context context)
    {
        ThroughputPlan plan = new()
        {
            Generators = [context.Bed.Generator],
            Sink = new MeasuringPlan { Host = context.Bed.Sink, Sink = new SinkPlan { ReceiveBuffer = 4_000_000, Cpus = [.. context.Options.SinkCpu is int cpu ? [cpu] : Array.Empty<int>()] } },
            Flood = new FloodPlan { Backend = FloodBackend.Xdp, Cpus = [.. context.Options.FloodCpu is int other ? [other] : Array.Empty<int>()] },
            Settle = 0.05,
            Search = new SearchRequest { Goals = [SearchGoal.Ndr with { LossRatio = Loss, InitialSeconds = 0.5, FinalSeconds = 0.5, DurationSum = 2.5, Width = 0.02 }], MinimumLoad = 1000, MaximumLoad = 1e8 },
        };
        List<double> answers = [], seconds = [], trials = [];
        string stopped = "";
        for (int i = 0; i < Searches; i++)
        {
            context.Watch.WaitForQuiet();
            ThroughputResult result = new ThroughputRun(plan, null, new Silence()).Run(context.Cancel)[0];
            answers.Add(result.Pps ?? 0);
            seconds.Add(result.Seconds);
            trials.Add(result.Trials.Count);
            stopped = result.StoppedBy;
        }

        double median = Statistics.Median(answers), spread = (answers.Max() - answers.Min()) / median;
        context.Add(new Row
        {
            Section = Name,
            A = string.Create(CultureInfo.InvariantCulture, $"{Searches} searches, loss goal {Loss}, Xdp, Recvmsg, trials of 0.5 s"),
            Unit = "pps",
            MedianA = median,
            Note = string.Create(CultureInfo.InvariantCulture, $"{answers.Min():N0}..{answers.Max():N0}, {100 * spread:0.0} % apart, {(spread <= Apart ? "within" : "MISSED:")} {100 * Apart:0} %; {Statistics.Median(trials):0} trials, {Statistics.Median(seconds):0} s; {stopped}"),
        });
    }

    private sealed class Silence : IThroughputObserver
    {
        public void Progress(Func<string> status, int percent, int secondsLeft)
        {
        }

        public void Progress(Func<string> status)
        {
        }

        public void Tried(ThroughputTrial trial)
        {
        }

        public void EndProgress()
        {
        }

        public void Verbose(string message)
        {
        }

        public void Warn(string message)
        {
        }

        public void Fail(LabException error, object? about) => throw error;
    }
}
