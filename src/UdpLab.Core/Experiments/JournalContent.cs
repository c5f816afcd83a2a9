using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The sweeps of a journal, and the progress of each.</summary>
internal sealed class JournalContent
{
    private readonly Dictionary<string, LabSweep> _sweeps = [];
    private readonly Dictionary<string, SweepProgress> _progress = [];

    private JournalContent()
    {
    }

    /// <summary>In the order in which they began.</summary>
    public IReadOnlyCollection<LabSweep> Sweeps => _sweeps.Values;

    /// <summary>A sweep that has runs but no plan; null if there is none.</summary>
    public string? Lost => _progress.Keys.FirstOrDefault(sweep => !_sweeps.ContainsKey(sweep));

    /// <summary>The rest of a line whose session was killed while blanking it.</summary>
    public List<JournalLine> Rests { get; } = [];

    /// <summary>The last line, if it is incomplete.</summary>
    public JournalLine? Cut { get; private set; }

    /// <summary>Reads a journal.</summary>
    /// <exception cref="LabException">It is another kind of file.</exception>
    public static JournalContent Read(SafeFileHandle file, string path)
    {
        JournalContent content = new();
        foreach ((JournalLine line, ReadOnlyMemory<byte> bytes) in JournalLine.Read(file, path))
        {
            content.Add(line, bytes);
        }

        return content;
    }

    /// <summary>The progress of a sweep.</summary>
    public SweepProgress ProgressOf(string sweep) => _progress.TryGetValue(sweep, out SweepProgress? known) ? known : _progress[sweep] = new SweepProgress();

    private void Add(JournalLine line, ReadOnlyMemory<byte> bytes)
    {
        if (line.Type is null)
        {
            if (line.IsCut)
            {
                Cut = line;
            }
            else if (bytes.Span[0] == ' ' && bytes.Span.TrimEnd(" \r"u8)[^1] == '}')
            {
                Rests.Add(line);
            }
        }
        else if (line.Sweep is { } sweep && line.Type is not (nameof(LabSweep) or nameof(LabSweepRun)))
        {
            ProgressOf(sweep).Add(line);
        }
        else if (line.Type is nameof(LabSweep) or nameof(LabSweepRun))
        {
            object? record = JournalLine.Record(bytes);
            if (record is LabSweep begun)
            {
                _sweeps[begun.Id] = begun;
            }
            else if (record is LabSweepRun run)
            {
                ProgressOf(run.Sweep).Add(run);
            }
        }
    }
}

/// <summary>Which runs of a sweep are completed, and where its results are.</summary>
internal sealed class SweepProgress
{
    private readonly Dictionary<SweepKey, List<JournalLine>> _lines = [];
    private readonly Dictionary<SweepKey, LabSweepRun> _ended = [];

    /// <summary>Completed runs with all their results, in the order they were measured.</summary>
    public IEnumerable<LabSweepRun> Completed => _ended.Values.Where(run => Lines(new SweepKey(run.Cell, run.Repeat)).Count == run.Objects).OrderBy(run => run.Position);

    /// <summary>Results of runs that were interrupted.</summary>
    public IEnumerable<JournalLine> Partial
    {
        get
        {
            HashSet<SweepKey> completed = [.. Completed.Select(run => new SweepKey(run.Cell, run.Repeat))];
            return _lines.Where(lines => !completed.Contains(lines.Key)).SelectMany(lines => lines.Value);
        }
    }

    public IReadOnlyList<JournalLine> Lines(SweepKey run) => _lines.TryGetValue(run, out List<JournalLine>? lines) ? lines : [];

    public void Add(JournalLine line)
    {
        if (!_lines.TryGetValue(line.Run, out List<JournalLine>? lines))
        {
            _lines[line.Run] = lines = [];
        }

        lines.Add(line);
    }

    public void Add(LabSweepRun run)
    {
        if (run.State == SweepRunState.Completed)
        {
            _ended[new SweepKey(run.Cell, run.Repeat)] = run;
        }
        else
        {
            // It is being measured again.
            _ = _ended.Remove(new SweepKey(run.Cell, run.Repeat));
        }
    }
}
