using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A profile of samples just captured, with what its reader must know.</summary>
internal static class CapturedProfile
{
    private const double MostLost = 1, MostUnresolved = 5;
    private const string Cycles = "cycles";

    public static PerfProfile Build(LabHost host, PerfPlan plan, PerfResult result, PerfProfileBuilder samples, long? packets, string? dataPath)
    {
        PerfProfile profile = new(samples)
        {
            Host = host.Name,
            Kernel = host.Kernel,
            LostSamples = result.LostSamples,
            Seconds = (result.LastNanoseconds - result.FirstNanoseconds) / 1e9,
            Command = string.Join(' ', result.Command),
            DataPath = dataPath,
            Packets = packets,
        };
        return profile with { Notes = [.. Notes(profile, plan, result)] };
    }

    private static IEnumerable<PerfNote> Notes(PerfProfile profile, PerfPlan plan, PerfResult result)
    {
        // What the reader of the text noticed stays, but for what is judged here with more knowledge.
        foreach (PerfNote note in profile.Notes.Where(n => n.Code is not (PerfNoteCode.LostSamples or PerfNoteCode.UnresolvedKernel)))
        {
            yield return note;
        }

        if ((plan.Event ?? Cycles).StartsWith(Cycles, StringComparison.Ordinal) && profile.Event.StartsWith("cpu-clock", StringComparison.Ordinal))
        {
            yield return new PerfNote(PerfNoteCode.EventFallback, $"The CPU's cycles are not counted on {profile.Host} (no PMU, or none a virtual machine may use): {profile.Event} was sampled, and what runs with interrupts off is charged to where they are switched on again.");
        }

        foreach (string problem in result.Problems)
        {
            yield return new PerfNote(PerfNoteCode.Incomplete, problem);
        }

        double lost = Percent(result.LostSamples, profile.Samples + result.LostSamples);
        if (lost > MostLost)
        {
            yield return new PerfNote(PerfNoteCode.LostSamples, string.Create(CultureInfo.InvariantCulture, $"{result.LostSamples:N0} samples ({lost:F1}%) were lost before perf could read them: ask for a lower frequency, or for another call graph than Dwarf."));
        }

        double unresolved = profile.Symbols.Where(s => s.Scope == PerfScope.Kernel && s.Name.StartsWith('[')).Sum(s => s.Overhead);
        if (unresolved > MostUnresolved)
        {
            yield return new PerfNote(PerfNoteCode.UnresolvedKernel, string.Create(CultureInfo.InvariantCulture, $"{unresolved:F1}% of the samples are in kernel code without a name: /proc/kallsyms hides it (kernel.kptr_restrict), or it is a module's or a BPF program's perf could not read."));
        }
    }

    private static double Percent(long part, long all) => all > 0 ? 100.0 * part / all : 0;
}
