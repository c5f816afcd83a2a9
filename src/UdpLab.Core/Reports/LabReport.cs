namespace UdpLab;

/// <summary>A report in the making: objects are added as they come, and what there is can be written again and again.</summary>
internal sealed class LabReport : IDisposable
{
    private readonly ReportContent _content = new();
    private readonly HtmlReport _page = new();

    /// <summary>Objects so far.</summary>
    public int Count { get; private set; }

    /// <summary>Rises with each object, and with each failed run of their sweeps.</summary>
    public int Version => Count + _content.Stories.Sum(story => story.Failures.Count);

    /// <summary>The format that a file's name suggests: HTML unless it ends in .md, .markdown or .txt.</summary>
    public static ReportFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() is ".MD" or ".MARKDOWN" or ".TXT" ? ReportFormat.Markdown : ReportFormat.Html;

    /// <summary>Adds an object of UdpLab.</summary>
    /// <returns>The sweep it is of, if it is the first object of that sweep.</returns>
    public SweepStory? Add(object value)
    {
        Count++;
        return _content.Add(value);
    }

    /// <summary>Writes the report.</summary>
    public void Write(ReportRequest request, ReportFormat format, Stream stream)
    {
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
}
