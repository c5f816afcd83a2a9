using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>
/// A value of any type, such as a factor's: numbers, texts and switches as in JSON (a number with a point is a Double, a whole
/// one an Int32 or Int64), results and times as objects that name their type, lists as lists, everything else as its text.
/// </summary>
internal sealed class AnyValueJson : JsonConverter<object>
{
    private const string ValueField = "Value";

    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(object);

    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Number(ref reader),
        JsonTokenType.StartArray => LabList.Of(LineHosts.Current.Nested(ref reader, (ref Utf8JsonReader list) => JsonSerializer.Deserialize<object?[]>(ref list, options))),
        _ => Typed(ref reader, options),
    };

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool set:
                writer.WriteBooleanValue(set);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case float or double or decimal:
                Write(writer, Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case TimeSpan or DateTime or DateTimeOffset:
                writer.WriteStartObject();
                writer.WriteString(ResultSchema.TypeField, value.GetType().Name);
                writer.WriteString(ValueField, value is TimeSpan span ? span.ToString("c", CultureInfo.InvariantCulture) : ((IFormattable)value).ToString("o", CultureInfo.InvariantCulture));
                writer.WriteEndObject();
                break;
            case System.Collections.IEnumerable list and not System.Collections.IDictionary:
                writer.WriteStartArray();
                foreach (object? item in list)
                {
                    JsonSerializer.Serialize(writer, item, options);
                }

                writer.WriteEndArray();
                break;
            default:
                if (ResultTypes.NameOf(value) is { } name)
                {
                    writer.WriteStartObject();
                    writer.WriteString(ResultSchema.TypeField, name);
                    writer.WritePropertyName(ValueField);
                    JsonSerializer.Serialize(writer, value, value is LabHost ? typeof(LabHost) : value.GetType(), options);
                    writer.WriteEndObject();
                }
                else
                {
                    writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                }

                break;
        }
    }

    // A Double keeps its point: 4.0 is not 4.
    private static void Write(Utf8JsonWriter writer, double number)
    {
        if (!double.IsFinite(number))
        {
            writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
            return;
        }

        string text = number.ToString("R", CultureInfo.InvariantCulture);
        writer.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }

    private static object Number(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueSpan.ContainsAny((byte)'.', (byte)'E', (byte)'e'))
        {
            return reader.GetDouble();
        }

        return reader.TryGetInt32(out int small) ? (object)small
            : reader.TryGetInt64(out long number) ? (object)number
            : reader.TryGetUInt64(out ulong large) ? (object)large
            : reader.GetDouble();
    }

    private static object? Typed(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        // The type comes first, unless another tool has sorted the fields.
        Utf8JsonReader ahead = reader;
        string name = "";
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = ahead.ValueTextEquals(ResultSchema.TypeField);
            _ = ahead.Read();
            name = isType && ahead.TokenType == JsonTokenType.String ? ahead.GetString()! : name;
            ahead.Skip();
        }

        object? value = null;
        bool found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isValue = reader.ValueTextEquals(ValueField);
            _ = reader.Read();
            if (isValue)
            {
                value = Of(name, ref reader, options);
                found = true;
            }
            else
            {
                reader.Skip();
            }
        }

        return found ? value : throw new JsonException("a factor's value is an object without a value");
    }

    private static object? Of(string type, ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        try
        {
            return type switch
            {
                nameof(TimeSpan) => TimeSpan.Parse(reader.GetString()!, CultureInfo.InvariantCulture),
                nameof(DateTime) => DateTime.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
                nameof(DateTimeOffset) => DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
                _ => ResultTypes.Find(type) is { } known ? LineHosts.Current.Nested(ref reader, (ref Utf8JsonReader result) => JsonSerializer.Deserialize(ref result, known, options)) : throw new JsonException($"a factor's value has the type '{type}', which this version does not know"),
            };
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentNullException)
        {
            throw new JsonException($"a factor's value is not a {type}", e);
        }
    }
}
