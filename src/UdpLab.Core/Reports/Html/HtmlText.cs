using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace UdpLab;

/// <summary>HTML as it is. Everything else that is put into a page is text.</summary>
/// <param name="Source">Elements.</param>
internal readonly record struct Html(string Source);

/// <summary>HTML that is written piece by piece. What stands in braces in a piece is text, whatever it contains.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a piece: $"&lt;td&gt;{name}&lt;/td&gt;".</summary>
    public HtmlText Add([InterpolatedStringHandlerArgument("")] ref HtmlPiece piece) => this;

    /// <summary>Adds elements as they are.</summary>
    public HtmlText Add(Html html)
    {
        _text.Append(html.Source);
        return this;
    }

    /// <summary>A text as content or in an attribute: control characters and changes of writing direction are replaced.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(HostText.Clean(text, lines: true));

    /// <summary>The page so far.</summary>
    public override string ToString() => _text.ToString();

    internal void Append(string html) => _text.Append(html);
}

/// <summary>A piece of HTML with texts in it.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlPiece
{
    private readonly HtmlText _page;

    public HtmlPiece(int literalLength, int formattedCount, HtmlText page) => _page = page;

    public void AppendLiteral(string html) => _page.Append(html);

    public void AppendFormatted(Html html) => _page.Append(html.Source);

    public void AppendFormatted(string? text) => _page.Append(HtmlText.Encode(text ?? ""));

    public void AppendFormatted<T>(T value, string? format = null) =>
        AppendFormatted(value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());
}
