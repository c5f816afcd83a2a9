using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// Reads the text of perf report --stdio or perf top: the rows of each event, and the call chain below a row if it is a single
/// one. (Branching graphs are percentages of percentages: their rows are kept, their branches are not.)
/// </summary>
internal sealed partial class ReportReader
{
    private const int LongestLine = 1 << 16;
    private readonly FrameTable _frames = new();
    private readonly List<ReportSection> _sections = [];
    private readonly TextFacts _facts = new();
    private ReportColumns? _columns;
    private string _names = "";
    private string? _obstacle;
    private int _line;

    public static TextProfiles Read(Stream stream, CancellationToken cancel)
    {
        ReportReader reader = new();
        using StreamReader text = new(stream, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        while (text.ReadLine() is string line)
        {
            cancel.ThrowIfCancellationRequested();
            reader.Take(line.Length > LongestLine ? line[..LongestLine] : line);
            reader._line++;
        }

        return new TextProfiles([.. reader._sections.Where(s => s.HasRows).SelectMany(s => s.Build(reader._frames, reader._facts))], reader._facts, place => place.Line + 1, reader._obstacle ?? "rows as perf report --stdio prints them (percent, command, object, [k] or [.], symbol)");
    }

    private ReportSection Section
    {
        get
        {
            if (_sections.Count == 0)
            {
                _sections.Add(new ReportSection(""));
            }

            return _sections[^1];
        }
    }

    private void Take(string line)
    {
        if (line.StartsWith('#'))
        {
            Comment(line);
        }
        else if (_columns?.Obstacle is { } obstacle)
        {
            _obstacle ??= obstacle;
            NotUnderstood(line);
        }
        else if (ReportRow.Parse(line, _columns) is ReportRow row)
        {
            Section.Add(row);
            _facts.Understood = (_facts.Understood ?? 0) + 1;
        }
        else if (!TryChain(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line))))
        {
            NotUnderstood(line);
        }
    }

    private void NotUnderstood(string line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            _facts.Unknown++;
            _facts.FirstUnknown ??= new TextPlace(0, _line);
        }
    }

    private void Comment(string line)
    {
        Match samples = Samples().Match(line);
        if (samples.Success)
        {
            // A unit means that the number is rounded: 12K.
            long unit = samples.Groups["unit"].Value switch { "K" => 1000, "M" => 1_000_000, "G" => 1_000_000_000, _ => 1 };
            _ = long.TryParse(samples.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long count);
            _sections.Add(new ReportSection(samples.Groups["event"].Value) { Samples = count <= ReportRow.MostSamples / unit ? count * unit : 0, IsRounded = unit > 1 });
            _columns = null;
        }
        else if (line.StartsWith("# Event count (approx.):", StringComparison.Ordinal))
        {
            if (ulong.TryParse(line[(line.IndexOf(':') + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong events))
            {
                Section.Events = events;
            }
        }
        else if (line.Contains("...", StringComparison.Ordinal) && line.AsSpan().Trim("# .").IsEmpty)
        {
            _columns = new ReportColumns(_names, line);
        }
        else
        {
            _facts.Comment(Encoding.Latin1.GetBytes(line));
            if (ReportColumns.Separated(line) is ReportColumns separated)
            {
                _columns = separated;
            }
        }

        _names = line;
    }

    /// <summary>Reads a line of a call chain: drawn with bars and dashes, folded, or bare names as in a pasted table.</summary>
    private bool TryChain(string line)
    {
        if (!Section.HasRows)
        {
            return false;
        }

        Match folded = FoldedChain().Match(line);
        if (folded.Success)
        {
            Section.BeginChain();
            Section.AddChain(folded.Groups["chain"].Value.Split(';'));
            return true;
        }

        string name = line.TrimStart(' ', '|', '\t');
        bool isDrawn = name.Length == 0 || name.StartsWith("--", StringComparison.Ordinal) || line[0] == ' ' || line[0] == '\t';
        if (Branch().IsMatch(name))
        {
            Section.Branches();
            return true;
        }

        // -g flat: each chain below its share or its count. An address of 0 is a caller's.
        if (isDrawn && Share().IsMatch(name))
        {
            Section.BeginChain();
            return true;
        }

        name = Drawing().Replace(name, "", 1).Trim();
        if (name.Length == 0)
        {
            return isDrawn;
        }

        if (name.Contains(' ') && !isDrawn)
        {
            return false;
        }

        Section.AddChain([name]);
        return true;
    }

    [GeneratedRegex(@"^# Samples: +(?<count>[0-9]+)(?<unit>[KMG]?) +of event(?:s)? '(?<event>[^']*)'")]
    private static partial Regex Samples();

    [GeneratedRegex(@"^[0-9]+(?:\.[0-9]+)?%? (?<chain>\S+(?:;.*)?)$")]
    private static partial Regex FoldedChain();

    /// <summary>Behind the share or the count of a branch comes its first caller: |--13.47%--read, |--52--read.</summary>
    [GeneratedRegex(@"^-*(?:[0-9]+(?:\.[0-9]+)?%--|--[0-9]+--)")]
    private static partial Regex Branch();

    [GeneratedRegex(@"^(?:[0-9]+\.[0-9]+%|[1-9][0-9]*)\s*$")]
    private static partial Regex Share();

    [GeneratedRegex(@"^(?:-+|[0-9]+\.[0-9]+%)(?![0-9.]+%)\s*")]
    private static partial Regex Drawing();
}
