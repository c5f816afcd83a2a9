using UdpLab.Wire;

namespace UdpLab;

/// <summary>Writes profiles for other tools.</summary>
internal static class PerfWriter
{
    /// <summary>Writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="format">One of Folded, Speedscope, PerfScript.</param>
    /// <param name="weight">What the numbers count.</param>
    /// <param name="markKernel">Folded: append _[k] to kernel functions.</param>
    /// <param name="stream">The output.</param>
    public static void Write(PerfProfile profile, PerfFormat format, PerfWeight weight, bool markKernel, Stream stream)
    {
        if (profile.Samples == 0 && weight != PerfWeight.Events && profile.Notes.Any(n => n.Code == PerfNoteCode.SamplesUnknown))
        {
            throw new LabException(FailureCode.InvalidArgument, $"{profile.Source ?? "The profile"} has percentages only, no samples to write: capture again, or print the report with perf report -F overhead,sample,comm,dso,sym.", "Profile");
        }

        bool events = weight switch
        {
            PerfWeight.Events when profile.EventCount == 0 => throw new LabException(FailureCode.InvalidArgument, "The profile has no event counts (its source has no periods): use -Weight Samples.", "Weight"),
            PerfWeight.Samples => false,
            _ => profile.EventCount > 0,
        };
        switch (format)
        {
            case PerfFormat.Folded:
                new FoldedWriter(profile.Collected, markKernel).Write(stream, events);
                break;
            case PerfFormat.Speedscope:
                SpeedscopeWriter.Write(profile, stream, events);
                break;
            case PerfFormat.PerfScript:
                PerfScriptWriter.Write(profile, stream);
                break;
            default:
                throw new LabException(FailureCode.InvalidArgument, $"Profiles cannot be written as {format}: -Format accepts Folded, Speedscope, PerfScript and PerfData.", "Format");
        }
    }
}
