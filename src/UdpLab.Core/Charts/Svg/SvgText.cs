using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace UdpLab;

/// <summary>Texts and numbers of SVG.</summary>
internal static class SvgText
{
    /// <summary>A text as content or attribute: without the characters that XML cannot have.</summary>
    public static string Encode(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isText = rune.Value is '\t' or '\n' or '\r' or >= 0x20 and not (>= 0x7f and < 0xa0) and not (0xfffe or 0xffff);
            clean.Append(isText ? rune.ToString() : "\uFFFD");
        }

        return WebUtility.HtmlEncode(clean.ToString());
    }

    /// <summary>
    /// About how wide a text is, by the widths of DejaVu Sans, the widest of the usual fonts. OxyPlot measures only Arial, and only ASCII.
    /// </summary>
    public static double Width(string text, double size) => size * text.EnumerateRunes().Sum(rune => rune.Value switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or ' ' or '/' or '\\' => 0.33,
        'f' or 't' or 'r' or '-' or '(' or ')' or '[' or ']' or '"' => 0.42,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' or '+' or '<' or '=' or '>' => 0.95,
        >= 'A' and <= 'Z' => 0.76,
        < 0x1100 => 0.64,
        _ => 1.1,
    });

    /// <summary>A length, to a hundredth.</summary>
    public static string Length(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture) is var text && text == "-0" ? "0" : text;

    /// <summary>Stands for the id of a chart, which depends on the rest of it, until that is known. No text can contain it.</summary>
    public const string IdToCome = "\u0001";

    /// <summary>An id that is unique in a page and always the same for the same chart.</summary>
    public static string Id(string content) => "c" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..8];
}
