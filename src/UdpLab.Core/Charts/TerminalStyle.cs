using System.Text;

namespace UdpLab;

/// <summary>What a terminal can show.</summary>
/// <param name="Width">Columns.</param>
/// <param name="IsAscii">ASCII characters only.</param>
/// <param name="HasColour">Colours, by ANSI sequences.</param>
internal sealed record TerminalStyle(int Width, bool IsAscii, bool HasColour)
{
    /// <summary>The narrowest chart.</summary>
    public const int Narrowest = 30;

    private const string Reset = "\e[0m";

    // Colours that people with any kind of colour blindness can tell apart, on dark and on light (Okabe and Ito, "Color Universal
    // Design").
    private static readonly string[] _colours = ["86;180;233", "230;159;0", "0;158;115", "213;94;0", "204;121;167", "0;114;178", "240;228;66", "150;150;150"];

    /// <summary>The style of a terminal, from its environment.</summary>
    /// <param name="width">Its columns.</param>
    /// <param name="isRedirected">Output goes to a file or another program.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static TerminalStyle Of(int width, bool isRedirected, Func<string, string?> variable)
    {
        string locale = new[] { "LC_ALL", "LC_CTYPE", "LANG" }.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        bool isPlain = isRedirected || variable("TERM") is null or "" or "dumb" || locale is "" or "C" or "POSIX";
        return new(Math.Max(Narrowest, width), isPlain, !isPlain && string.IsNullOrEmpty(variable("NO_COLOR")));
    }

    /// <summary>A text in the colour of a series.</summary>
    public string Paint(string text, int series) => HasColour && text.Length > 0 ? $"\e[38;2;{_colours[series % _colours.Length]}m{text}{Reset}" : text;

    /// <summary>Picks one of two characters.</summary>
    public char Mark(char unicode, char ascii) => IsAscii ? ascii : unicode;

    /// <summary>The mark of a text that was cut.</summary>
    public string Ellipsis => IsAscii ? "~" : "…";

    /// <summary>Removes what the terminal cannot show, and must not be sent.</summary>
    public string Plain(string text)
    {
        string clean = HostText.Clean(text).Replace('\t', ' ');
        return IsAscii ? string.Concat(clean.EnumerateRunes().Select(Ascii)) : clean;
    }

    private static string Ascii(Rune rune) => rune.IsAscii ? rune.ToString() : rune.Value == 'µ' ? "u" : TextColumns.Width(rune.ToString()) == 0 ? "" : "?";
}
