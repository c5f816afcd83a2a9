using System.Buffers.Text;
using System.Text;

namespace UdpLab;

/// <summary>Parses words in a line of bytes.</summary>
internal static class Bytes
{
    public static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r';

    public static bool IsDigit(byte b) => (uint)(b - '0') < 10;

    public static bool IsHex(byte b) => IsDigit(b) || (uint)((b | 0x20) - 'a') < 6;

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsBlank(text[start]))
        {
            start++;
        }

        while (end > start && IsBlank(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>Skips spaces.</summary>
    public static void SkipBlanks(ReadOnlySpan<byte> line, ref int at)
    {
        while (at < line.Length && IsBlank(line[at]))
        {
            at++;
        }
    }

    /// <summary>Reads a decimal number of at most eighteen digits.</summary>
    /// <returns>False if there is none.</returns>
    public static bool Number(ReadOnlySpan<byte> line, ref int at, out long number)
    {
        number = 0;
        int start = at;
        while (at < line.Length && at - start < 18 && IsDigit(line[at]))
        {
            number = (number * 10) + (line[at++] - '0');
        }

        return at > start && (at == line.Length || !IsDigit(line[at]));
    }

    /// <summary>Reads an unsigned 64-bit decimal number; a larger one becomes the maximum.</summary>
    /// <returns>False if there is none.</returns>
    public static bool Unsigned(ReadOnlySpan<byte> line, ref int at, out ulong number)
    {
        int start = at;
        while (at < line.Length && IsDigit(line[at]))
        {
            at++;
        }

        if (!Utf8Parser.TryParse(line[start..at], out number, out _) && at > start)
        {
            number = ulong.MaxValue;
        }

        return at > start;
    }

    /// <summary>The word up to the next space or the end.</summary>
    public static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> line, int at)
    {
        ReadOnlySpan<byte> rest = line[at..];
        int end = rest.IndexOfAny(" \t\r"u8);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>The bytes as text: what is not UTF-8 becomes U+FFFD.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
