namespace UdpLab;

/// <summary>The formats of Export-LabReport.</summary>
public enum ReportFormat : long
{
    /// <summary>One page for a browser, with charts and all data.</summary>
    Html,

    /// <summary>Plain text of 80 columns, which is Markdown too, for a mailing list.</summary>
    Markdown,
}
