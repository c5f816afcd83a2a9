using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>perf's own messages about what it refuses, and what they mean.</summary>
internal static class PerfWords
{
    private const int LongestShown = 500;
    private const string DiskFull = "No space left";

    // A thread ended before perf opened its event: not a refusal (tools/perf/util/evsel.c).
    private const string ThreadGone = "WARNING: Ignored open failure";

    // From perf's messages, tools/perf/util/evsel.c and tools/perf/builtin-record.c.
    private static readonly (string Words, FailureCode Code, string? Parameter, string Meaning)[] _known =
    [
        ("event syntax error", FailureCode.InvalidArgument, "Event", "perf does not know this event on this host; 'perf list' shows the known ones"),
        ("Cannot find PMU", FailureCode.InvalidArgument, "Event", "this host has no such PMU"),
        ("No such process", FailureCode.NotFound, "ProcessId", "the process has ended"),
        ("unknown option", FailureCode.NotSupported, null, "this perf is too old (4.1 is the first that records times of CLOCK_MONOTONIC): install a later one"),
        ("unknown switch", FailureCode.NotSupported, null, "this perf is too old (4.1 is the first that records times of CLOCK_MONOTONIC): install a later one"),
        ("not supported", FailureCode.NotSupported, "Event", "this host's CPU or kernel does not have the event"),
        ("doesn't support", FailureCode.NotSupported, "Event", "this host's CPU or kernel does not have the event"),
        ("No such device", FailureCode.NotSupported, "Event", "this host's CPU or kernel does not have the event"),
        ("No such file or directory", FailureCode.NotSupported, "Event", "this host's CPU or kernel does not have the event"),
        ("mmap", FailureCode.PermissionDenied, null, "the user may lock no more memory for perf's buffers: raise kernel.perf_event_mlock_kb, or run as root"),
        ("ermission", FailureCode.PermissionDenied, null, "the kernel does not let this user record it; run as root, or lower kernel.perf_event_paranoid"),
        ("Too many open files", FailureCode.System, "Cpu", "perf opens a file for each thread and CPU: raise the limit (ulimit -n), or record fewer"),
        (DiskFull, FailureCode.System, null, "the disk is full where TMPDIR points to"),
    ];

    /// <summary>The refusal that perf's messages amount to.</summary>
    public static AgentException Refusal(string complaints, int exitCode)
    {
        foreach ((string words, FailureCode code, string? parameter, string meaning) in _known)
        {
            if (complaints.Contains(words, StringComparison.Ordinal))
            {
                return new AgentException(code, $"perf cannot record: {meaning}. Its output: {Shown(complaints)}") { Parameter = parameter, Path = "perf" };
            }
        }

        // perf says nothing if the process, or one of its threads, ended while it was being opened.
        bool silent = Array.TrueForAll(complaints.Split('\n'), line => line.Length == 0 || line.StartsWith(ThreadGone, StringComparison.Ordinal));
        return silent && exitCode != 0
            ? new AgentException(FailureCode.NotFound, $"perf record exited at once without output (exit code {exitCode}): the process to record had already ended.") { Path = "perf" }
            : new AgentException(FailureCode.System, $"perf record exited with {exitCode} before it recorded anything. Its output: {Shown(complaints)}") { Path = "perf" };
    }

    /// <summary>It could not write the recording.</summary>
    public static bool IsDiskFull(string complaints) => complaints.Contains(DiskFull, StringComparison.Ordinal);

    /// <summary>The beginning, on one line.</summary>
    public static string Shown(string complaints)
    {
        string line = string.Join(' ', complaints.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? "nothing." : line.Length <= LongestShown ? line : line[..LongestShown] + "...";
    }
}
