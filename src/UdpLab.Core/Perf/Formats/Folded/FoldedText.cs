using System.Buffers;
using System.Buffers.Text;

namespace UdpLab;

/// <summary>The text of folded lines in sorted order; the part a line shares with the previous one is not written again.</summary>
/// <param name="words">The words, by rank.</param>
/// <param name="width">Bytes per rank.</param>
/// <param name="decimals">Decimal places of the numbers.</param>
internal sealed class FoldedText(IReadOnlyList<byte[]> words, int width, int decimals)
{
    private const int LongestNumber = 34;
    private readonly ulong _power = (ulong)Math.Pow(10, decimals);
    private byte[] _text = new byte[1 << 10];
    private int[] _ends = new int[1 << 6];
    private byte[] _before = [];
    private int _lengthBefore;

    /// <summary>The line with its number; valid until the next call.</summary>
    public ReadOnlySpan<byte> Line(ReadOnlySpan<byte> ranks, ulong number)
    {
        int count = ranks.Length / width, word = ranks.CommonPrefixLength(_before.AsSpan(0, _lengthBefore)) / width;
        int end = word == 0 ? 0 : _ends[word - 1];
        Grow(ref _ends, count);
        for (; word < count; word++)
        {
            byte[] text = words[Rank(ranks[(word * width)..])];
            Grow(ref _text, end + text.Length + LongestNumber);
            text.CopyTo(_text, end);
            end += text.Length;
            _ends[word] = end;
        }

        Grow(ref _before, ranks.Length);
        ranks.CopyTo(_before);
        _lengthBefore = ranks.Length;
        _text[end++] = (byte)' ';
        Utf8Formatter.TryFormat(number / _power, _text.AsSpan(end), out int digits);
        end += digits;
        if (number % _power is > 0 and ulong fraction)
        {
            _text[end++] = (byte)'.';
            Utf8Formatter.TryFormat(fraction, _text.AsSpan(end), out digits, new StandardFormat('D', (byte)decimals));
            end += digits;
            while (_text[end - 1] == '0')
            {
                end--;
            }
        }

        _text[end++] = (byte)'\n';
        return _text.AsSpan(0, end);
    }

    private int Rank(ReadOnlySpan<byte> line)
    {
        int rank = 0;
        for (int i = 0; i < width; i++)
        {
            rank = (rank << 8) | line[i];
        }

        return rank;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(array.Length * 2, length));
        }
    }
}
