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

    /// <summary>A length, to a hundredth.</summary>
    public static string Length(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture) is var text && text == "-0" ? "0" : text;

    /// <summary>An id that no other chart of a page has, and the same chart always has.</summary>
    public static string Id(string content) => "c" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..10];
}
