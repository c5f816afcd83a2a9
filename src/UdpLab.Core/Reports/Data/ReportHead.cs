using System.Runtime.CompilerServices;

namespace UdpLab;

/// <summary>A line of a report's data: what the report says of itself. It follows the objects, and the last one counts.</summary>
internal sealed record LabReportHead : IResultControl
{
    public string? Title { get; init; }

    public string? Question { get; init; }

    public string? Author { get; init; }
}

/// <summary>
/// The report that objects were read from. They do not carry it; it is kept beside them, so that a report that is exported again
/// has its title, question and author still.
/// </summary>
internal sealed class ReportSource
{
    private static readonly ConditionalWeakTable<object, ReportSource> _sources = [];

    /// <summary>What the report says of itself; null if that is not known.</summary>
    public LabReportHead? Head { get; private set; }

    /// <summary>The report of an object; null if it is of none.</summary>
    public static ReportSource? Of(object value) => _sources.TryGetValue(value, out ReportSource? source) ? source : null;

    /// <summary>Takes a line of the report.</summary>
    public void Add(object line)
    {
        if (line is LabReportHead head)
        {
            Head = head;
        }
        else if (line is not IResultControl)
        {
            _sources.AddOrUpdate(line, this);
        }
    }

    /// <summary>Keeps that an object is of this report too: another form of one that is.</summary>
    public void Tell(object value) => _sources.AddOrUpdate(value, this);
}
