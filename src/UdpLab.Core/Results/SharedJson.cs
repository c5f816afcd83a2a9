using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>
/// A part that many results have in common, such as the environment of a thousand measurements of one host: what has the same
/// text is read once and shared (results are immutable), and what was written is not formatted again.
/// </summary>
internal sealed class SharedJson<T> : JsonConverter<T>
    where T : class
{
    /// <summary>Different parts that are remembered; then it starts over.</summary>
    private const int Remembered = 4096;

    // Only where the same instance comes again and again, formatting it once pays.
    private readonly bool _keepsText;
    private readonly ConditionalWeakTable<T, Text> _texts = [];
    private readonly Lazy<JsonSerializerOptions> _plain;

    [ThreadStatic]
    private static Dictionary<ulong, (byte[] Text, LabHost? Host, T Value)>? _values;

    /// <param name="plain">How the part is read and written where nothing is shared.</param>
    /// <param name="keepsText">Its text is kept with the object.</param>
    public SharedJson(Lazy<JsonSerializerOptions> plain, bool keepsText)
    {
        _plain = plain;
        _keepsText = keepsText;
    }

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The same name of a host means another host in another line.
        LineHosts line = LineHosts.Current;
        LabHost? host = line.First;
        Utf8JsonReader end = reader;
        end.Skip();
        int from = (int)reader.TokenStartIndex, length = (int)(end.BytesConsumed - from);
        if (reader.TokenType == JsonTokenType.Null || from + length > line.Line.Length)
        {
            return JsonSerializer.Deserialize<T>(ref reader, _plain.Value);
        }

        ReadOnlySpan<byte> text = line.Line.Span.Slice(from, length);
        ulong key = XxHash3.HashToUInt64(text);
        _values ??= [];
        if (_values.TryGetValue(key, out (byte[] Text, LabHost? Host, T Value) known) && ReferenceEquals(known.Host, host) && text.SequenceEqual(known.Text))
        {
            reader = end;
            return known.Value;
        }

        T? value = JsonSerializer.Deserialize<T>(ref reader, _plain.Value);
        if (value is not null)
        {
            if (_values.Count >= Remembered)
            {
                _values.Clear();
            }

            _values[key] = (text.ToArray(), host, value);
        }

        return value;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (!_keepsText)
        {
            JsonSerializer.Serialize(writer, value, _plain.Value);
            return;
        }

        LabHost? host = LineHosts.Current.First;
        if (!_texts.TryGetValue(value, out Text? text) || !ReferenceEquals(text.Host, host))
        {
            text = new Text(host, JsonSerializer.SerializeToUtf8Bytes(value, _plain.Value));
            _texts.AddOrUpdate(value, text);
        }

        writer.WriteRawValue(text.Bytes, skipInputValidation: true);
    }

    private sealed record Text(LabHost? Host, byte[] Bytes);
}
