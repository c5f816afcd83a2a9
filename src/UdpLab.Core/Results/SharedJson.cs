using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>
/// A part that many results share, such as the environment of a thousand measurements of one host: equal texts are read once
/// and shared (<see cref="SharedParts"/>), and what was written is not formatted again.
/// </summary>
internal sealed class SharedJson<T> : JsonConverter<T>
    where T : class
{
    // Formatting once pays only if the same instance recurs.
    private readonly bool _keepsText;
    private readonly ConditionalWeakTable<T, Text> _texts = [];
    private readonly Lazy<JsonSerializerOptions> _plain;
    private readonly PartReader<T> _read;

    /// <param name="plain">Reads and writes the part without sharing.</param>
    /// <param name="keepsText">Whether its text is kept with the object.</param>
    public SharedJson(Lazy<JsonSerializerOptions> plain, bool keepsText)
    {
        _plain = plain;
        _keepsText = keepsText;
        _read = (ref Utf8JsonReader reader) => JsonSerializer.Deserialize<T>(ref reader, _plain.Value);
    }

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        LineHosts line = LineHosts.Current;
        return line.Parts.Read(ref reader, line, line.First, _read);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (!_keepsText)
        {
            JsonSerializer.Serialize(writer, value, _plain.Value);
            return;
        }

        LineHosts line = LineHosts.Current;
        if (!_texts.TryGetValue(value, out Text? text) || !ReferenceEquals(text.Host, line.First))
        {
            int others = line.Others;
            text = new Text(line.First, JsonSerializer.SerializeToUtf8Bytes(value, _plain.Value));
            if (line.Others == others)
            {
                _texts.AddOrUpdate(value, text);
            }
        }

        writer.WriteRawValue(text.Bytes, skipInputValidation: true);
    }

    private sealed record Text(LabHost? Host, byte[] Bytes);
}
