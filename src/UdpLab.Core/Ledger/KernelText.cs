using System.Globalization;

namespace UdpLab;

/// <summary>Helpers for reading kernel text files.</summary>
internal static class KernelText
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>The lines of a text; none if it is empty. The kernel ends every line, so a last line without a newline was cut off.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its name.</param>
    /// <param name="damage">Receives the faults, and the rest is read; null throws at the first fault.</param>
    public static string[] Lines(string text, string file, ICollection<string>? damage = null)
    {
        if (text.Length == 0)
        {
            return [];
        }

        string[] lines = text.Split('\n');
        if (lines[^1].Length > 0)
        {
            Report(new KernelTextException(file, lines.Length, "a newline at the end: the text was cut off"), damage);
        }

        return lines[..^1];
    }

    /// <summary>Adds a fault to the list, or throws it if there is no list.</summary>
    public static void Report(KernelTextException fault, ICollection<string>? damage)
    {
        if (damage is null)
        {
            throw fault;
        }

        damage.Add(fault.Message);
    }

    /// <summary>The words of a line.</summary>
    public static string[] Words(string line) => line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// A decimal as the kernel prints it, in 64 bits: some fields are signed and print -1. Forms that printf never produces are
    /// refused, because they are remains of a damaged number.
    /// </summary>
    public static ulong Decimal(string word, string file, int line)
    {
        string digits = word.StartsWith('-') ? word[1..] : word;
        if (digits is "0" || (digits.Length > 0 && digits[0] != '0'))
        {
            if (ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            {
                return number;
            }

            if (word.StartsWith('-') && long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long negative))
            {
                return unchecked((ulong)negative);
            }
        }

        throw new KernelTextException(file, line, $"a 64-bit decimal number, not \"{word}\"");
    }

    /// <summary>The name of a counter: letters, digits and underscores.</summary>
    public static string Name(string word, string file, int line) =>
        word.Length > 0 && char.IsAsciiLetter(word[0]) && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
            ? word
            : throw new KernelTextException(file, line, $"the name of a counter, not \"{word}\"");
}
