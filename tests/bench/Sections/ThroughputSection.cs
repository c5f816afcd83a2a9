using System.Globalization;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

/// <summary>Ten searches for the same throughput: the spread of their results, and the time a search takes.</summary>
internal static class ThroughputSection
{
    public const string Name = "throughput";

    private const int Searches = 10, Paced = 20_000;
    private const double Apart = 0.1, Loss = 0.001;

    public static void Run(Context context)
    {
        Search(context, Loss, 1e8, "as it is");
        Pace(context, $"add table inet pace; add chain inet pace in {{ type filter hook input priority 0; }}; add rule inet pace in meta l4proto udp limit rate over {Paced}/second burst 100 packets drop");
        try
        {
            Search(context, 0.01, 1e6, string.Create(CultureInfo.InvariantCulture, $"nftables lets {Paced:N0} pps through"));
        }
        finally
        {
            Pace(context, "delete table inet pace");
        }
    }

    private static void Search(Context context, double loss, double maximum, string limit)
    {
        ThroughputPlan plan = new()
        {
            Generators = [context.Bed.Generator],
            Sink = new MeasuringPlan { Host = context.Bed.Sink, Sink = new SinkPlan { ReceiveBuffer = 4_000_000, Cpus = [.. context.Options.SinkCpu is int cpu ? [cpu] : Array.Empty<int>()] } },
            Flood = new FloodPlan { Backend = FloodBackend.Xdp, Cpus = [.. context.Options.FloodCpu is int other ? [other] : Array.Empty<int>()] },
            Settle = 0.05,
            Search = new SearchRequest { Goals = [SearchGoal.Ndr with { LossRatio = loss, InitialSeconds = 0.5, FinalSeconds = 0.5, DurationSum = 2.5, Width = 0.02 }], MinimumLoad = 1000, MaximumLoad = maximum },
        };
        List<double> answers = [], seconds = [], trials = [];
        int said = 0;
        string stopped = "";
        for (int i = 0; i < Searches; i++)
        {
            context.Watch.WaitForQuiet();
            ThroughputResult result = new ThroughputRun(plan, null, new Silence()).Run(context.Cancel)[0];
            answers.Add(result.Pps ?? 0);
            seconds.Add(result.Seconds);
            trials.Add(result.Trials.Count);
            said += result.Notes.Any(note => note.StartsWith("The answer is uncertain", StringComparison.Ordinal)) ? 1 : 0;
            stopped = result.StoppedBy.Split(':')[0];
        }

        double median = Statistics.Median(answers), spread = (answers.Max() - answers.Min()) / median;
        context.Add(new Row
        {
            Section = Name,
            A = string.Create(CultureInfo.InvariantCulture, $"{Searches} searches, loss goal {loss}, trials of 0.5 s, {limit}"),
            Unit = "pps",
            MedianA = median,
            Note = string.Create(CultureInfo.InvariantCulture, $"{answers.Min():N0}..{answers.Max():N0}, {100 * spread:0.0} % apart ({(spread <= Apart ? "within" : "more than")} {100 * Apart:0} %), {said} of {Searches} said that they are uncertain; {Statistics.Median(trials):0} trials, {Statistics.Median(seconds):0} s; {stopped}"),
        });
    }

    private static void Pace(Context context, string rules) => Tests.Tool.Run("ip", "netns", "exec", ((NamespaceLabHost)context.Bed.Sink).NetworkNamespace, "nft", rules);

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
