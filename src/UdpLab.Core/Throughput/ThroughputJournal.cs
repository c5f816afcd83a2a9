using System.Globalization;
using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A throughput search in its journal: one line for its parameters, then one per trial, on disk before the next begins. Several
/// searches, and sweeps, may share a journal.
/// </summary>
internal sealed class ThroughputJournal : IDisposable
{
    private readonly JournalFile _file;

    private ThroughputJournal(JournalFile file, string id, IReadOnlyList<ThroughputTrial> earlier) => (_file, Id, Earlier) = (file, id, earlier);

    /// <summary>Identifies the search.</summary>
    public string Id { get; }

    /// <summary>Trials of earlier sessions, in order.</summary>
    public IReadOnlyList<ThroughputTrial> Earlier { get; }

    /// <summary>Checks whether a journal can take searches; changes nothing.</summary>
    /// <param name="path">The journal, which need not exist.</param>
    /// <param name="searches">The parameters of each, as text.</param>
    /// <param name="resume">Continue the searches that the journal has.</param>
    /// <exception cref="LabException">It has one of them and is not to be resumed, or is to be resumed and has only others, or is another kind of file.</exception>
    public static void Check(string path, IReadOnlyList<IReadOnlyDictionary<string, string>> searches, bool resume)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            UserFile.RequireRegular(path);
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            LabSearch[] kept = Searches(file, path);
            bool[] known = [.. searches.Select(search => Find(kept, path, search, resume) is not null)];
            if (resume && !known.Contains(true) && kept.LastOrDefault() is { } other)
            {
                (string what, string parameter) = other.Difference(searches[0])!.Value;
                throw new LabException(FailureCode.InvalidArgument, $"-Journal {path} belongs to another search, which cannot be resumed with this command: {what}. Use the command that began it, or give another journal.", parameter);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw JournalFile.Unusable(path, e);
        }
    }

    /// <summary>Begins a search, or resumes one.</summary>
    /// <param name="path">The journal, which need not exist.</param>
    /// <param name="parameters">The parameters that affect the trials, as text.</param>
    /// <param name="resume">Continue the search with these parameters if the journal has it.</param>
    /// <param name="warn">Receives warnings.</param>
    /// <exception cref="LabException">It cannot be written, already has the search, or another session is running it.</exception>
    public static ThroughputJournal Open(string path, IReadOnlyDictionary<string, string> parameters, bool resume, Action<string> warn)
    {
        JournalFile file = JournalFile.Open(path);
        try
        {
            return file.Alone(() =>
            {
                using SafeFileHandle content = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                LabSearch? same = Find(Searches(content, path), path, parameters, resume);
                LabSearch search = new()
                {
                    Id = same?.Id ?? Guid.NewGuid().ToString("N")[..12],
                    Started = DateTimeOffset.UtcNow,
                    Machine = Environment.MachineName,
                    ProcessId = Environment.ProcessId,
                    Parameters = parameters,
                };
                if (!file.TryTake(search.Id))
                {
                    throw new LabException(FailureCode.Busy, $"-Journal {path}: the search is running in another session (process {same?.ProcessId} on {same?.Machine}). Wait until it ends.", "Journal");
                }

                ThroughputTrial[] earlier = same is null ? [] : Resume(file, content, search.Id, warn);
                _ = file.Append(ResultLine.Of(search));
                return new ThroughputJournal(file, search.Id, earlier);
            });
        }
        catch (Exception e)
        {
            file.Dispose();
            throw e is IOException or UnauthorizedAccessException or NotSupportedException ? JournalFile.Unusable(path, e) : e;
        }
    }

    /// <summary>Writes a trial; it is on disk when this returns.</summary>
    /// <exception cref="LabException">It could not be written.</exception>
    public void Add(ThroughputTrial trial)
    {
        try
        {
            _ = _file.Append(ResultLine.Of(trial));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (string fault, string remedy) = _file.Words(e, "trial");
            throw new LabException(FailureCode.System, string.Create(CultureInfo.InvariantCulture, $"{fault}; trial {trial.Position}, {trial}, is not in it. {remedy}"), "Journal", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static LabSearch? Find(IReadOnlyCollection<LabSearch> searches, string path, IReadOnlyDictionary<string, string> parameters, bool resume)
    {
        LabSearch? same = searches.LastOrDefault(search => search.Difference(parameters) is null);
        if (!resume && same is not null)
        {
            throw new LabException(FailureCode.Busy, $"-Journal {path} already has this search: -Resume continues it. To search again, give another journal.", "Journal");
        }

        return same;
    }

    private static LabSearch[] Searches(SafeFileHandle file, string path)
    {
        Dictionary<string, LabSearch> searches = [];
        foreach ((JournalLine line, ReadOnlyMemory<byte> bytes) in JournalLine.Read(file, path))
        {
            if (line.Type == nameof(LabSearch) && JournalLine.Record(bytes) is LabSearch search)
            {
                searches[search.Id] = search;
            }
        }

        return [.. searches.Values];
    }

    /// <summary>The trials of a search up to the first missing or damaged one. Those after it were chosen by its result, so they are blanked.</summary>
    private static ThroughputTrial[] Resume(JournalFile file, SafeFileHandle content, string search, Action<string> warn)
    {
        List<ThroughputTrial> kept = [];
        List<JournalLine> behind = [];
        bool isCut = false;
        foreach ((JournalLine line, ReadOnlyMemory<byte> bytes) in JournalLine.Read(content))
        {
            isCut |= line.IsCut;
            if (line.Type == nameof(ThroughputTrial) && JournalLine.Record(bytes) is ThroughputTrial trial && trial.Search == search)
            {
                if (behind.Count == 0 && trial.Position == kept.Count + 1)
                {
                    kept.Add(trial);
                }
                else
                {
                    behind.Add(line);
                }
            }
        }

        if (isCut)
        {
            warn($"The last line of {file.Path} was half-written when its session ended; it is dropped.");
        }

        if (behind.Count > 0)
        {
            string rest = behind.Count == 1 ? "the trial after it, which depends" : string.Create(CultureInfo.InvariantCulture, $"the {behind.Count} trials after it, which depend");
            warn(string.Create(CultureInfo.InvariantCulture, $"{file.Path} has no line for trial {kept.Count + 1}, or a damaged one: it and {rest} on it, are measured again."));
            file.Blank(behind);
        }

        return [.. kept];
    }
}
