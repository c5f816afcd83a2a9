namespace UdpLab;

/// <summary>A report in the making: objects are added as they come, and what there is can be written again and again.</summary>
internal sealed class LabReport : IDisposable
{
    private readonly ReportContent _content = new();
    private readonly HtmlReport _page = new();
    private readonly HashSet<ReportSource?> _sources = [];

    // Of a run of a sweep that may still fail.
    private readonly List<(object Value, SweepOrigin? Origin)> _open = [];
    private LabReportHead? _head;

    /// <summary>Objects so far.</summary>
    public int Count { get; private set; }

    /// <summary>Rises with each object, and with each failed run of their sweeps.</summary>
    public int Version => Count + _content.Stories.Sum(story => story.Failures.Count);

    /// <summary>The format that a file's name suggests: HTML unless it ends in .md, .markdown or .txt.</summary>
    public static ReportFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() is ".MD" or ".MARKDOWN" or ".TXT" ? ReportFormat.Markdown : ReportFormat.Html;

    /// <summary>Adds an object of UdpLab; one of a run that failed is left out.</summary>
    /// <returns>The sweep it is of, if it is the first object of that sweep.</returns>
    public SweepStory? Add(object value)
    {
        Count++;
        _sources.Add(ReportSource.Of(value));
        SweepOrigin? origin = SweepStory.OriginOf(ReportContent.Shown(value));
        SweepStory? begun = origin is null ? null : _content.Begin(origin.Story);
        Settle(all: false);
        if (origin?.IsOpen == true || _open.Count > 0)
        {
            _open.Add((value, origin));
        }
        else if (origin?.HasFailed != true)
        {
            _content.Add(value);
        }

        return begun;
    }

    /// <summary>Writes the report. What the request leaves open is as it was in the report that all objects came from, if there is such.</summary>
    public void Write(ReportRequest request, ReportFormat format, Stream stream)
    {
        Settle(all: true);
        LabReportHead? before = _sources is { Count: 1 } ? _sources.Single()?.Head : null;
        request = request with { Title = request.Title ?? before?.Title, Question = request.Question ?? before?.Question, Author = request.Author ?? before?.Author };
        LabReportHead head = new() { Title = request.Title, Question = request.Question, Author = request.Author };
        if (head != (_head ?? new LabReportHead()))
        {
            _content.Data.Add(_head = head);
        }

        _content.AddFailures();
        ReportModel model = new(_content, request);
        if (format == ReportFormat.Markdown)
        {
            MarkdownReport.Write(model, stream);
        }
        else
        {
            _page.Write(model, stream);
        }
    }

    public void Dispose() => _content.Dispose();

    /// <summary>Adds, in their order, what is known to count by now.</summary>
    /// <param name="all">Also what a run has emitted that was stopped, or is still running.</param>
    private void Settle(bool all)
    {
        int settled = 0;
        foreach ((object value, SweepOrigin? origin) in _open.TakeWhile(one => all || one.Origin?.IsOpen != true))
        {
            settled++;
            if (origin?.HasFailed != true)
            {
                _content.Add(value);
            }
        }

        _open.RemoveRange(0, settled);
    }
}
