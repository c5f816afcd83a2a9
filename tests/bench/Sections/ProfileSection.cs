using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Wire;

namespace UdpLab.Bench.Sections;

/// <summary>How much -Profile slows a sink, and how long after its window the profile is available.</summary>
internal static class ProfileSection
{
    public const string Name = "profile";

    public static void Run(Context context)
    {
        foreach (CallGraphMode mode in new[] { CallGraphMode.Fp, CallGraphMode.None, CallGraphMode.Dwarf })
        {
            List<double> milliseconds = [];
            long samples = 0;
            using OwnSink receiver = context.OwnSink(new SinkPlan { Profile = new PerfPlan { CallGraph = mode } });
            Sample Once(bool profile)
            {
                Sample sample = receiver.Measure(ReceiveMethod.Recvmsg, () => context.Flood(receiver.Sink, OwnSink.Port), context.Cancel, new Watching(profile, Trace: false));
                if (receiver.Profile is var (captured, took))
                {
                    milliseconds.Add(took.TotalMilliseconds);
                    samples = captured.Samples;
                }

                return sample;
            }

            Pairs pairs = context.Take(() => Once(profile: true), () => Once(profile: false));
            Row row = Row.Of(Name, $"Recvmsg, -ProfileCallGraph {mode}", "Recvmsg, not profiled", pairs);
            context.Add(row with { Note = SinkSection.Join(SinkSection.Cpu(pairs), row.Note) });
            context.Add(new Row
            {
                Section = Name,
                A = $"the profile is there, -ProfileCallGraph {mode}",
                Unit = "ms",
                MedianA = Statistics.Median(milliseconds),
                Note = string.Create(CultureInfo.InvariantCulture, $"after the window; {samples} samples of {context.Options.Seconds:0.#} s in the last"),
            });
        }
    }
}
