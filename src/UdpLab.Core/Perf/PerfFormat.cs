namespace UdpLab;

/// <summary>A form profiles come in.</summary>
public enum PerfFormat
{
    /// <summary>Told from the content.</summary>
    Auto,

    /// <summary>The text of <c>perf script</c>.</summary>
    PerfScript,

    /// <summary>The text of <c>perf report --stdio</c>.</summary>
    PerfReport,

    /// <summary>One line a call chain: functions joined by semicolons, and a number (stackcollapse-perf.pl).</summary>
    Folded,

    /// <summary>The file <c>perf record</c> writes.</summary>
    PerfData,

    /// <summary>JSON of speedscope.app.</summary>
    Speedscope,
}
