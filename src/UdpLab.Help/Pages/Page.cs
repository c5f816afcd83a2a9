namespace UdpLab.Help.Pages;

/// <summary>A cmdlet's page, as written. Paragraphs are plain text; lines count from 1.</summary>
internal sealed class Page(string file)
{
    public string File { get; } = file;

    public string Title { get; set; } = "";

    public List<string> Synopsis { get; } = [];

    public List<string> Description { get; } = [];

    public List<PageExample> Examples { get; } = [];

    public List<PageParameter> Parameters { get; } = [];

    public List<PageType> Inputs { get; } = [];

    public List<PageType> Outputs { get; } = [];

    public List<string> Notes { get; } = [];

    public List<PageLink> Related { get; } = [];
}

/// <summary>An example: commands and output as a console shows them, and what they mean.</summary>
internal sealed record PageExample(string Title, int Line)
{
    public List<string> Console { get; } = [];

    public List<string> Remarks { get; } = [];
}

/// <summary>A parameter.</summary>
internal sealed record PageParameter(string Name, int Line)
{
    public List<string> Description { get; } = [];

    /// <summary>The value it has if it is not given; null if the page has none.</summary>
    public string? Default { get; set; }

    /// <summary>What its number counts; null if the page has none.</summary>
    public string? Unit { get; set; }
}

/// <summary>A type that comes in or goes out.</summary>
internal sealed record PageType(string Name, int Line)
{
    public List<string> Description { get; } = [];
}

/// <summary>A related cmdlet, topic or page of others.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Address">A path relative to the page, or an address on the web.</param>
/// <param name="Line">Where it is.</param>
internal sealed record PageLink(string Text, string Address, int Line);
