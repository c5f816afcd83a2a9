using System.Text.Json;
using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>A value whose text is complete: it is written as that text, and parsed from it.</summary>
internal sealed class TextJson<T>(Func<string, T> parse) : JsonConverter<T>
    where T : class
{
    public override bool CanConvert(Type typeToConvert) => typeof(T).IsAssignableFrom(typeToConvert);

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.GetString();
        try
        {
            return text is null ? null : parse(text);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
