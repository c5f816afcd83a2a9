using System.Text.Json;
using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Knowledge kept as data: JSON resources of this assembly, where an unknown field is an error.</summary>
internal static class EmbeddedData
{
    private static readonly JsonSerializerOptions _strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Reads a resource.</summary>
    public static T Read<T>(string resource)
    {
        using Stream stream = typeof(EmbeddedData).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        return JsonSerializer.Deserialize<T>(stream, _strict)!;
    }

    /// <summary>Parses a text of the same form.</summary>
    /// <exception cref="JsonException">The text has an unknown field or lacks a required one.</exception>
    public static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, _strict)!;
}
