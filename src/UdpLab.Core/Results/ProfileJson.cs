using System.Text.Json;
using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>
/// A profile: its facts, its samples as <see cref="ProfileSamples"/>, and, for readers without this module, its flat profile in
/// "Symbols", which is recalculated when read.
/// </summary>
internal sealed class ProfileJson : JsonConverter<PerfProfile>
{
    public override PerfProfile? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LineHosts.Current.Nested(ref reader, (ref Utf8JsonReader fields) => JsonSerializer.Deserialize<ProfileFields>(ref fields, options))?.ToProfile();

    public override void Write(Utf8JsonWriter writer, PerfProfile value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, ProfileFields.Of(value), options);
}

/// <summary>The fields of a profile in a result line.</summary>
internal sealed record ProfileFields
{
    public string? Host { get; init; }

    public string? Kernel { get; init; }

    public string Event { get; init; } = "";

    public long Samples { get; init; }

    public ulong EventCount { get; init; }

    public long? LostSamples { get; init; }

    public double? Seconds { get; init; }

    public string? Command { get; init; }

    public string? Source { get; init; }

    public string? DataPath { get; init; }

    public long? Packets { get; init; }

    public double? SamplesPerPacket { get; init; }

    public string? CacheLineReport { get; init; }

    public IReadOnlyList<CacheLine> CacheLines { get; init; } = [];

    public IReadOnlyList<PerfNote> Notes { get; init; } = [];

    public IReadOnlyList<PerfSymbol> Symbols { get; init; } = [];

    public required ProfileSamples Data { get; init; }

    public static ProfileFields Of(PerfProfile profile) => new()
    {
        Host = profile.Host,
        Kernel = profile.Kernel,
        Event = profile.Event,
        Samples = profile.Samples,
        EventCount = profile.EventCount,
        LostSamples = profile.LostSamples,
        Seconds = profile.Seconds,
        Command = profile.Command,
        Source = profile.Source,
        DataPath = profile.DataPath,
        Packets = profile.Packets,
        SamplesPerPacket = profile.SamplesPerPacket,
        CacheLineReport = profile.CacheLineReport,
        CacheLines = profile.CacheLines,
        Notes = profile.Notes,
        Symbols = profile.Symbols,
        Data = ProfileSamples.Of(PerfProfileData.Of(profile)),
    };

    public PerfProfile ToProfile() => Data.ToData(Event).ToProfile() with
    {
        Host = Host,
        Kernel = Kernel,
        LostSamples = LostSamples,
        Seconds = Seconds,
        Command = Command,
        Source = Source,
        DataPath = DataPath,
        Packets = Packets,
        CacheLineReport = CacheLineReport,
        CacheLines = CacheLines,
        Notes = Notes,
    };
}
