using System.Text;
using Markdig.Syntax.Inlines;

namespace UdpLab.Help.Pages;

/// <summary>The plain text of a paragraph or a heading, in one line.</summary>
internal static class InlineText
{
    public static string Of(ContainerInline? inlines)
    {
        StringBuilder text = new();
        foreach (Inline inline in inlines ?? Enumerable.Empty<Inline>())
        {
            _ = inline switch
            {
                LiteralInline literal => text.Append(literal.Content.AsSpan()),
                CodeInline code => text.Append(code.Content),
                LineBreakInline => text.Append(' '),
                HtmlEntityInline entity => text.Append(entity.Transcoded.AsSpan()),
                AutolinkInline address => text.Append(address.Url),
                ContainerInline container => text.Append(Of(container)),
                _ => throw new NotSupportedException($"Line {inline.Line + 1}: {inline.GetType().Name} cannot be shown by Get-Help."),
            };
        }

        return text.ToString().Trim();
    }
}
