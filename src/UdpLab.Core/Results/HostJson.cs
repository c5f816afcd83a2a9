using System.Text.Json;
using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>A host: an object whose kind gives its type, or the name of one that the line describes elsewhere (<see cref="LineHosts"/>).</summary>
internal sealed class HostJson : JsonConverter<LabHost>
{
    private const string Kind = nameof(LabHost.Kind);
    private static readonly PartReader<LabHost> _read = ReadWhole;

    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(LabHost);

    public override LabHost Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return LineHosts.Current.Find(reader.GetString()!);
        }

        LineHosts line = LineHosts.Current;
        return line.Add(line.Parts.Read(ref reader, line, null, _read) ?? throw new JsonException("a host is null"));
    }

    public override void Write(Utf8JsonWriter writer, LabHost value, JsonSerializerOptions options) => LineHosts.Current.Write(writer, value, options);

    /// <summary>A host described elsewhere in the line.</summary>
    public static LabHost Of(JsonElement host) => Enum.TryParse(host.GetProperty(Kind).GetString(), out LabHostKind kind)
        ? (LabHost)host.Deserialize(TypeOf(kind), ResultContract.Options)!
        : throw new JsonException("a host has no kind that this version knows");

    private static LabHost? ReadWhole(ref Utf8JsonReader reader)
    {
        Utf8JsonReader start = reader;
        LabHostKind kind = KindOf(ref start);
        return (LabHost?)JsonSerializer.Deserialize(ref reader, TypeOf(kind), ResultContract.Options);
    }

    private static Type TypeOf(LabHostKind kind) => kind switch
    {
        LabHostKind.Local => typeof(LocalLabHost),
        LabHostKind.Namespace => typeof(NamespaceLabHost),
        LabHostKind.Ssh => typeof(SshLabHost),
        LabHostKind.Guest => typeof(GuestLabHost),
        _ => throw new JsonException($"this version does not know hosts of kind {kind}"),
    };

    private static LabHostKind KindOf(ref Utf8JsonReader reader)
    {
        LabHostKind? kind = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a host is neither an object with its kind and name nor a name");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            bool isKind = reader.ValueTextEquals(Kind);
            _ = reader.Read();
            kind = isKind && Enum.TryParse(reader.GetString(), out LabHostKind known) ? known : kind;
            reader.Skip();
        }

        return kind ?? throw new JsonException("a host has no kind that this version knows");
    }
}
