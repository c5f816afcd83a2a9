using UdpLab.Wire;

namespace UdpLab;

/// <summary>A profile of samples just captured, with what its reader must know.</summary>
internal static class CapturedProfile
{
    /// <summary>Adds to a profile what the capture knows, and judges it anew by that.</summary>
    public static PerfProfile Complete(PerfProfile samples, LabHost host, PerfPlan plan, PerfResult result, long? packets, string? dataPath)
    {
        PerfProfile profile = samples with
        {
            Host = host.Name,
            Kernel = host.Kernel,
            LostSamples = result.LostSamples,
            Seconds = (result.LastNanoseconds - result.FirstNanoseconds) / 1e9,
            Command = string.Join(' ', result.Command),
            Source = null,
            DataPath = dataPath,
            Packets = packets,
        };
        return profile with { Notes = [.. Notes(profile, plan, result)] };
    }

    private static IEnumerable<PerfNote> Notes(PerfProfile profile, PerfPlan plan, PerfResult result)
    {
        if (plan.Event is null && profile.Event.StartsWith("cpu-clock", StringComparison.Ordinal))
        {
            yield return new PerfNote(PerfNoteCode.EventFallback, $"The CPU's cycles are not counted on {profile.Host} (no PMU, or none a virtual machine may use): {profile.Event} was sampled, and what runs with interrupts off is charged to where they are switched on again.");
        }

        if (profile.Samples == 0 && !plan.CacheLine)
        {
            yield return new PerfNote(PerfNoteCode.NoSamples, "No sample was taken: what was recorded did not run meanwhile. A process that waits for packets takes none; what the kernel does in softirqs is seen with -Cpu, -AllCpus or -ProfileCpu.");
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
