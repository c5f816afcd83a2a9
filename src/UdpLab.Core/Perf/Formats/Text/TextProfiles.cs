using System.Globalization;

namespace UdpLab;

/// <summary>The content of a text: samples by event, and other facts.</summary>
/// <param name="Events">The samples.</param>
/// <param name="Facts">The other facts.</param>
/// <param name="LineAt">Gives a line's number, from 1.</param>
/// <param name="Expected">What the text should have been, for the error if it has no samples.</param>
internal sealed record TextProfiles(IReadOnlyList<PerfProfileBuilder> Events, TextFacts Facts, Func<TextPlace, long> LineAt, string Expected)
{
    private const double MostLost = 1, MostUnresolved = 5;

    /// <summary>Builds the profiles.</summary>
    /// <param name="source">The text's name.</param>
    /// <exception cref="PerfTextException">The text has no samples.</exception>
    public IReadOnlyList<PerfProfile> Make(string source)
    {
        PerfProfileBuilder[] filled = [.. Events.Where(e => e.Stacks.Count > 0)];
        // A text of another kind may have a few lines that look like a profile's.
        if (filled.Length == 0 || Facts.Unknown > (Facts.Understood ?? filled.Sum(e => e.Samples)))
        {
            throw new PerfTextException(source, (Facts.FirstUnknown ?? Facts.CutAt) is TextPlace place ? LineAt(place) : 1, Expected);
        }

        List<PerfNote> notes = [.. Facts.Notes.Distinct()];
        if (Facts.FirstUnknown is TextPlace first)
        {
            notes.Add(new PerfNote(PerfNoteCode.NotUnderstood, string.Create(CultureInfo.InvariantCulture, $"{Facts.Unknown:N0} lines of {source} were not understood and were skipped; the first is line {LineAt(first)}.")));
        }

        if (Facts.ImplausiblePeriods > 0)
        {
            notes.Add(new PerfNote(PerfNoteCode.ImplausiblePeriods, string.Create(CultureInfo.InvariantCulture, $"{Facts.ImplausiblePeriods:N0} samples of {source} stand for more than 2^63 events, which no counter reaches: shares of events mean little; use those of samples (-Weight Samples).")));
        }

        if (Facts.CutAt is TextPlace end)
        {
            notes.Add(new PerfNote(PerfNoteCode.Truncated, string.Create(CultureInfo.InvariantCulture, $"{source} ends in the middle of line {LineAt(end)}: the sample there was dropped.")));
        }

        return [.. filled.Select(e => Make(e, source, notes, filled.Length == 1))];
    }

    private PerfProfile Make(PerfProfileBuilder samples, string source, List<PerfNote> notes, bool isOnly)
    {
        PerfProfile profile = new(samples) { Source = source, Host = Facts.Host, Kernel = Facts.Kernel, Command = Facts.Command, LostSamples = Facts.Lost };
        profile = profile.Seconds is null && isOnly ? profile with { Seconds = Facts.Seconds } : profile;
        return profile with { Notes = notes.Concat(NotesOn(profile)).ToArray() };
    }

    /// <summary>Notes on problems of a profile's samples.</summary>
    public static IEnumerable<PerfNote> NotesOn(PerfProfile profile)
    {
        if (profile.LostSamples > 0 && 100.0 * profile.LostSamples / (profile.LostSamples + profile.Samples) is double lost and > MostLost)
        {
            yield return new PerfNote(PerfNoteCode.LostSamples, string.Create(CultureInfo.InvariantCulture, $"{profile.LostSamples:N0} samples ({lost:F1} %) were lost before they could be read: capture with a lower frequency{(profile.Command?.StartsWith(CapturedProfile.AgentProgram, StringComparison.Ordinal) == true ? "" : " or a larger buffer (perf record -m)")}."));
        }

        double unresolved = profile.Symbols.Where(s => s.Scope == PerfScope.Kernel && (s.Name == PerfFrame.Unknown || s.Name.StartsWith("0x", StringComparison.Ordinal))).Sum(s => s.Overhead);
        if (unresolved > MostUnresolved)
        {
            yield return new PerfNote(PerfNoteCode.UnresolvedKernel, string.Create(CultureInfo.InvariantCulture, $"{unresolved:F1} % of the profile is in kernel code without a name: capture as root, or with sysctl kernel.kptr_restrict=0, and resolve symbols on the host of the capture."));
        }
    }
}
