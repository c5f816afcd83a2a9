using System.Text;

namespace UdpLab;

/// <summary>
/// Cleans text from a host before it is shown: an escape sequence in a kernel's name must not reach the terminal, and a change
/// of writing direction must not disguise a line. Each such character becomes U+FFFD.
/// </summary>
internal static class HostText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text without control characters.</summary>
    /// <param name="text">The host's text.</param>
    /// <param name="lines">Keep line breaks; otherwise they become spaces.</param>
    public static string Clean(string text, bool lines = false)
    {
        int at = 0;
        while (at < text.Length && !IsBad(text, at, lines))
        {
            at++;
        }

        if (at == text.Length)
        {
            return text;
        }

        StringBuilder clean = new(text, 0, at, text.Length);
        for (; at < text.Length; at++)
        {
            if (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n')
            {
                continue;
            }

            clean.Append(!IsBad(text, at, lines) ? text[at] : text[at] is '\n' ? ' ' : Replacement);
        }

        return clean.ToString();
    }

    /// <summary>Shortens a long text.</summary>
    public static string Short(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return text[..end] + "…";
    }

    private static bool IsBad(string text, int at, bool lines)
    {
        char c = text[at];
        return c switch
        {
            < ' ' => c != '\t' && !(lines && c == '\n'),
            < '\u007f' => false,
            <= '\u009f' => true,
            '\u061c' or '\ufeff' or (>= '\u200b' and <= '\u200f') or (>= '\u2028' and <= '\u202e') or (>= '\u2060' and <= '\u206f') => true,
            _ => char.IsHighSurrogate(c) ? at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])
                : char.IsLowSurrogate(c) && (at == 0 || !char.IsHighSurrogate(text[at - 1])),
        };
    }
}
