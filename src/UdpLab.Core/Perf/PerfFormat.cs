namespace UdpLab;

/// <summary>A file format for profiles.</summary>
public enum PerfFormat : long
{
    /// <summary>Detected from the content.</summary>
    Auto,

    /// <summary>The text of <c>perf script</c>.</summary>
    PerfScript,

    /// <summary>The text of <c>perf report --stdio</c>.</summary>
    PerfReport,

    /// <summary>One line per call chain: functions joined by semicolons, and a number (stackcollapse-perf.pl).</summary>
    Folded,

    /// <summary>The file written by <c>perf record</c>.</summary>
    PerfData,

    /// <summary>JSON of speedscope.app.</summary>
    Speedscope,
}
