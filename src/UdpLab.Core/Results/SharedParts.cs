using System.IO.Hashing;
using System.Text.Json;

namespace UdpLab;

/// <summary>Parts of lines already read, by their text: results are immutable, so lines with the same part share it. For use by one thread.</summary>
internal sealed class SharedParts
{
    /// <summary>Maximum number of distinct parts remembered; then it starts over.</summary>
    private const int Remembered = 4096;

    private readonly Dictionary<ulong, (byte[] Text, LabHost? Host, object Value)> _parts = [];

    /// <summary>The part at the reader's position, from an earlier line or read now.</summary>
    /// <param name="reader">At the part's beginning; afterwards at its end.</param>
    /// <param name="line">The line it reads.</param>
    /// <param name="host">What the first host's name means in the line: with another host it is another part.</param>
    /// <param name="read">Reads it.</param>
    public T? Read<T>(ref Utf8JsonReader reader, LineHosts line, LabHost? host, PartReader<T> read)
        where T : class
    {
        Utf8JsonReader end = reader;
        end.Skip();
        int length = (int)(end.BytesConsumed - reader.TokenStartIndex), from = line.Base + (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Null || from + length > line.Line.Length)
        {
            return line.Nested(ref reader, read);
        }

        ReadOnlySpan<byte> text = line.Line.Span.Slice(from, length);
        ulong key = XxHash3.HashToUInt64(text);
        if (_parts.TryGetValue(key, out (byte[] Text, LabHost? Host, object Value) known) && known.Value is T same && ReferenceEquals(known.Host, host) && text.SequenceEqual(known.Text))
        {
            reader = end;
            return same;
        }

        int others = line.Others;
        T? value = line.Nested(ref reader, read);
        if (value is LabHost || (value is not null && line.Others == others))
        {
            if (_parts.Count >= Remembered)
            {
                _parts.Clear();
            }

            _parts[key] = (text.ToArray(), host, value);
        }

        return value;
    }
}

/// <summary>Reads a part of a line.</summary>
internal delegate T? PartReader<T>(ref Utf8JsonReader reader);
