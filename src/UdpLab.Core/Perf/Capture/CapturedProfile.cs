using UdpLab.Wire;

namespace UdpLab;

/// <summary>A profile just captured, with notes on its limits.</summary>
internal static class CapturedProfile
{
    /// <summary>How the command line of a capture by the agent begins.</summary>
    public const string AgentProgram = "udplab-agent ";

    /// <summary>Adds what the capture knows to a profile, and updates its notes.</summary>
    public static PerfProfile Complete(PerfProfile samples, LabHost host, PerfPlan plan, PerfResult result, long? packets, string? dataPath)
    {
        PerfProfile profile = samples with
        {
            Host = host.Name,
            Kernel = host.Kernel,
            LostSamples = result.LostSamples,
            Seconds = Math.Max(0, result.LastNanoseconds - result.FirstNanoseconds) / 1e9,
            Command = string.Join(' ', result.Command),
            Source = null,
            DataPath = dataPath,
            Packets = packets,
        };
        return profile with { Notes = [.. Notes(profile, plan, result)] };
    }

    private static IEnumerable<PerfNote> Notes(PerfProfile profile, PerfPlan plan, PerfResult result)
    {
        if (result.Sampler == PerfSampler.Agent && profile.Event == GuestWords.CountedEvent)
        {
            yield return new PerfNote(PerfNoteCode.Counted, $"QEMU counted the instructions of {profile.Host} by function: all that its CPU executed in the window, whichever thread it was. A sample is an instruction; there are no callers.");
        }
        else if (result.Sampler == PerfSampler.Agent)
        {
            yield return new PerfNote(PerfNoteCode.SampledByAgent, $"UdpLab's agent on {profile.Host} took the samples{(plan.Sampler == PerfSampler.Auto ? ", since perf is not installed there" : "")}. Functions of programs have the names of their symbol tables: those of C++ as the compiler writes them.");
        }

        if (plan.Event is null && profile.Event.StartsWith("cpu-clock", StringComparison.Ordinal))
        {
            yield return new PerfNote(PerfNoteCode.EventFallback, $"CPU cycles cannot be counted on {profile.Host} (no PMU, or none available to the virtual machine): {profile.Event} was sampled instead, and code that runs with interrupts off is charged to the place that turns them back on.");
        }

        if (profile.Samples == 0 && !plan.CacheLine)
        {
            yield return new PerfNote(PerfNoteCode.NoSamples, profile.Seconds == 0
                ? "No sample was taken: the recording ended before the measured window began."
                : "No sample was taken: what was recorded did not run. A process that waits for packets gives no samples; to see softirqs use -Cpu, -AllCpus or -ProfileCpu.");
        }

        foreach (string problem in result.Problems)
        {
            yield return new PerfNote(PerfNoteCode.Incomplete, problem);
        }

        foreach (PerfNote note in profile.Notes.Where(n => n.Code is not (PerfNoteCode.LostSamples or PerfNoteCode.UnresolvedKernel)).Concat(TextProfiles.NotesOn(profile)))
        {
            yield return note;
        }
    }
}
