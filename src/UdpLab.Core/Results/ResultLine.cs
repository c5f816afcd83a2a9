using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace UdpLab;

/// <summary>Converts one object to a line of JSON and back.</summary>
internal static class ResultLine
{
    private static readonly JsonWriterOptions _writing = new() { Encoder = ResultContract.Options.Encoder, SkipValidation = true };

    /// <summary>Writes an object as a line, including the line end.</summary>
    /// <exception cref="ArgumentException">It is not a result.</exception>
    public static void Write(object value, ArrayBufferWriter<byte> into)
    {
        string name = ResultTypes.NameOf(value) ?? throw new ArgumentException($"{value.GetType().Name} is not a result of UdpLab.", nameof(value));
        LineHosts.Current.Begin();

        // Version and type come first. The object's own brace becomes the comma after them: moving its fields would cost as much as
        // writing them to the file.
        into.Write(System.Text.Encoding.UTF8.GetBytes($"{{\"{ResultSchema.Field}\":\"{ResultSchema.Current}\",\"{ResultSchema.TypeField}\":\"{name}\""));
        int brace = into.WrittenCount;
        using (Utf8JsonWriter writer = new(into, _writing))
        {
            JsonSerializer.Serialize(writer, value, ResultTypes.Find(name)!, ResultContract.Options);
        }

        bool isEmpty = into.WrittenCount - brace == 2;
        MemoryMarshal.AsMemory(into.WrittenMemory).Span[brace] = (byte)(isEmpty ? ' ' : ',');
        into.Write("\n"u8);
    }

    /// <summary>An object's line, including the line end, as UTF-8.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static byte[] Of(object value)
    {
        ArrayBufferWriter<byte> line = new();
        Write(value, line);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>Parses a line.</summary>
    /// <param name="line">Without its line end.</param>
    /// <param name="isNewer">The line has a later minor version: fields this version does not know are ignored.</param>
    /// <exception cref="JsonException">It is damaged, or of a version or type that this version does not know.</exception>
    public static object Parse(ReadOnlyMemory<byte> line, out bool isNewer)
    {
        (string? schema, string? type) = Head(line.Span);
        if (schema is null || ResultSchema.Parse(schema) is not var (major, minor))
        {
            throw new JsonException("it was not written by Export-LabResult: it has no field Schema such as \"UdpLab/1.0\"");
        }

        isNewer = minor > ResultSchema.Minor;
        Type known = major == ResultSchema.Major ? ResultTypes.Find(type ?? "") ?? throw new JsonException($"its type '{type}' is unknown to this version of UdpLab, which reads schema {ResultSchema.Current}")
            : throw new JsonException($"it has schema {schema}, and this version of UdpLab reads {ResultSchema.Major}.x: {(major > ResultSchema.Major ? "read it with a later version" : "read it with an earlier version")}");
        LineHosts.Current.Begin(line);
        return JsonSerializer.Deserialize(line.Span, known, ResultContract.Options) ?? throw new JsonException("it is null");
    }

    /// <summary>Whether it is a line of results, of any version.</summary>
    public static bool IsOne(ReadOnlySpan<byte> line)
    {
        try
        {
            return Head(line).Schema is { } schema && ResultSchema.Parse(schema) is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static (string? Schema, string? Type) Head(ReadOnlySpan<byte> line)
    {
        string? schema = null, type = null;
        Utf8JsonReader reader = new(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("it is not a JSON object");
        }

        // They come first, unless another tool has sorted the fields.
        while ((schema is null || type is null) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isSchema = reader.ValueTextEquals(ResultSchema.Field), isType = reader.ValueTextEquals(ResultSchema.TypeField);
            _ = reader.Read();
            string? text = reader.TokenType == JsonTokenType.String && (isSchema || isType) ? reader.GetString() : null;
            (schema, type) = (isSchema ? text : schema, isType ? text : type);
            reader.Skip();
        }

        return (schema, type);
    }
}
