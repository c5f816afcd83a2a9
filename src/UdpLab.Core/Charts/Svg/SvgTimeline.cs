using System.Text;

namespace UdpLab;

/// <summary>
/// Draws slots of time: packets received and lost, the bursts above them, and what the reader did below them. It is as wide as its
/// place; texts would be stretched, so the page writes them.
/// </summary>
internal static class SvgTimeline
{
    /// <summary>More slots than these are drawn together.</summary>
    public const int MostColumns = 500;

    /// <summary>From top to bottom: bursts, packets, the reader's states.</summary>
    public const double Height = 130;

    private const double Marks = 8, Bars = 92, Base = Marks + Bars, Gap = 4, Narrowest = 2;

    /// <summary>The drawing as an svg element.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="bursts">The bursts among them.</param>
    public static string Draw(string title, IReadOnlyList<TraceSlot> slots, IReadOnlyList<TraceBurst> bursts)
    {
        int per = PerColumn(slots.Count);
        TraceSlot[][] columns = [.. slots.Chunk(per)];
        double slot = slots.Count > 1 ? slots[1].Seconds - slots[0].Seconds : 1;
        double width = (double)slots.Count / per;
        double[] received = [.. columns.Select(c => (double)c.Sum(s => s.Received ?? 0) / c.Length)], lost = [.. columns.Select(c => (double)c.Sum(s => s.Lost) / c.Length)];
        double most = Math.Max(1, received.Zip(lost, (r, l) => r + l).Max());
        StringBuilder content = new();
        Area(content, "lost", [.. received.Zip(lost, (r, l) => (r + l) / most)], Base, Bars, width);
        Area(content, "received", [.. received.Select(r => r / most)], Base, Bars, width);
        States(content, columns, width);
        foreach ((double from, double to, string words) in Merged(bursts, slots[0].Seconds, slot * per))
        {
            double wide = Math.Max(Narrowest, to - from);
            content.Append($"<rect class=\"burst\" x=\"{SvgText.Length(Math.Clamp(from, 0, Math.Max(0, width - wide)))}\" y=\"0\" width=\"{SvgText.Length(wide)}\" height=\"{SvgText.Length(Marks - 2)}\"><title>{SvgText.Encode(words)}</title></rect>");
        }

        string about = FormattableString.Invariant($"{slots.Count:N0} slots from {slots[0].Seconds:N2} s on: {slots.Sum(s => s.Received ?? 0):N0} packets received and {slots.Sum(s => s.Lost):N0} lost, in {bursts.Count:N0} burst{(bursts.Count == 1 ? "" : "s")}");
        string id = SvgText.Id($"{title}\n{about}\n{content}");
        return $"<svg class=\"time\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {SvgText.Length(width)} {SvgText.Length(Height)}\" preserveAspectRatio=\"none\" xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-t\">{SvgText.Encode(title)}</title><desc id=\"{id}-d\">{SvgText.Encode(about)}</desc>{content}</svg>";
    }

    /// <summary>Slots that are drawn as one.</summary>
    public static int PerColumn(int slots) => Math.Max(1, (slots + MostColumns - 1) / MostColumns);

    /// <summary>The shares of the reader's time, one above the other.</summary>
    private static void States(StringBuilder content, TraceSlot[][] columns, double width)
    {
        double[] Shares(Func<TraceSlot, double> seconds) => [.. columns.Select(c => c.Sum(s => s.RunningSeconds + s.PreemptedSeconds + s.WaitingSeconds + s.AsleepSeconds) is > 0 and double whole ? c.Sum(seconds) / whole : 0)];
        const double room = Height - Base - Gap;
        Area(content, "waiting", Shares(s => s.RunningSeconds + s.PreemptedSeconds + s.WaitingSeconds), Height, room, width);
        Area(content, "preempted", Shares(s => s.RunningSeconds + s.PreemptedSeconds), Height, room, width);
        Area(content, "running", Shares(s => s.RunningSeconds), Height, room, width);
    }

    /// <summary>Columns of these heights, 0 to 1; what is drawn later covers what is below it.</summary>
    private static void Area(StringBuilder content, string name, double[] heights, double bottom, double room, double width)
    {
        StringBuilder path = new();
        for (int i = 0; i < heights.Length; i++)
        {
            int begin = i;
            string top = Top(heights[begin]);
            while (i + 1 < heights.Length && Top(heights[i + 1]) == top)
            {
                i++;
            }

            path.Append($"V{top}H{SvgText.Length(Math.Min(width, i + 1))}");
        }

        string flat = $"V{Top(0)}H{SvgText.Length(width)}";
        if (path.ToString() != flat)
        {
            content.Append($"<path class=\"{name}\" d=\"M0 {SvgText.Length(bottom)}{path}V{SvgText.Length(bottom)}z\"/>");
        }

        // What is not quite nothing is seen.
        string Top(double height) => SvgText.Length(Math.Round(bottom - (height > 0 ? Math.Max(height * room, 1) : 0), 1));
    }

    /// <summary>Bursts by column; those that would touch are one mark.</summary>
    private static IEnumerable<(double From, double To, string Words)> Merged(IReadOnlyList<TraceBurst> bursts, double begin, double column)
    {
        (double From, double To, List<TraceBurst> Of)? mark = null;
        foreach (TraceBurst burst in bursts)
        {
            double from = (burst.Seconds - begin) / column, to = from + (burst.Length / column);
            if (mark is { } open && from < open.To + 1)
            {
                open.Of.Add(burst);
                mark = (open.From, to, open.Of);
                continue;
            }

            if (mark is { } done)
            {
                yield return (done.From, done.To, Words(done.Of));
            }

            mark = (from, to, [burst]);
        }

        if (mark is { } last)
        {
            yield return (last.From, last.To, Words(last.Of));
        }
    }

    private static string Words(List<TraceBurst> bursts) => bursts.Count == 1
        ? $"{bursts[0]} ({string.Join(", ", bursts[0].Reasons.Keys)})"
        : FormattableString.Invariant($"{bursts.Count:N0} bursts from {bursts[0].Seconds:N2} s to {bursts[^1].Seconds + bursts[^1].Length:N2} s: {bursts.Sum(b => b.Lost):N0} lost");
}
