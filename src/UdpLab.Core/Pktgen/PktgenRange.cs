using System.Globalization;

namespace UdpLab;

/// <summary>A range of ports or queues: one number, or the first and last as in "9-109".</summary>
public sealed record PktgenRange
{
    /// <summary>A single number.</summary>
    public PktgenRange(int number)
        : this(number.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>One number, or the first and last with a hyphen between them.</summary>
    /// <exception cref="FormatException">The text is neither, a number is not 0 to 65535, or the first is above the last.</exception>
    public PktgenRange(string text)
    {
        string[] ends = text.Split('-');
        int[] numbers = [.. ends.Select(e => int.TryParse(e, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n <= ushort.MaxValue ? n : -1)];
        if (numbers.Length > 2 || Array.IndexOf(numbers, -1) >= 0 || numbers[0] > numbers[^1])
        {
            throw new FormatException($"'{text}' is not a range: give one number, 0 to 65535, or the first and last as in '9-109'.");
        }

        First = numbers[0];
        Last = numbers[^1];
    }

    /// <summary>The first number.</summary>
    public int First { get; }

    /// <summary>The last number (inclusive); pktgen itself excludes the last port.</summary>
    public int Last { get; }

    /// <summary>The text form.</summary>
    public override string ToString() => First == Last ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
