using System.Text.Json;
using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>
/// A line of the journal: either a new change with all its data, or a later state of one (its id and what is new). States
/// only advance, so the order of lines across files does not matter.
/// </summary>
internal sealed record JournalEntry
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public required string Id { get; init; }

    public LabChangeState State { get; init; }

    public DateTimeOffset Time { get; init; }

    public int? Number { get; init; }

    public long? Sequence { get; init; }

    public ChangePlace? Place { get; init; }

    public string? Target { get; init; }

    public string? Identity { get; init; }

    public string? Setting { get; init; }

    public string? Before { get; init; }

    public string? After { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<LabChangeEffect>? Effects { get; init; }

    [JsonPropertyName("companions")]
    public IReadOnlyDictionary<string, string>? AtRisk { get; init; }

    /// <summary>The first line of a change.</summary>
    public static JournalEntry Opening(LabChange change) => new()
    {
        Id = change.Id,
        State = LabChangeState.Pending,
        Time = change.Time,
        Number = change.Number,
        Sequence = change.Sequence,
        Place = change.Place,
        Target = change.Target,
        Identity = change.Identity,
        Setting = change.Setting,
        Before = change.Before,
        After = change.After,
        AtRisk = change.AtRisk.Count > 0 ? change.AtRisk : null,
    };

    /// <summary>A further line of a change.</summary>
    public static JournalEntry Advance(LabChange change) => new()
    {
        Id = change.Id,
        State = change.State,
        Time = DateTimeOffset.UtcNow,
        After = change.State == LabChangeState.Applied ? change.After : null,
        Note = change.Note,
        Effects = change.State == LabChangeState.Applied && change.Effects.Count > 0 ? change.Effects : null,
    };

    /// <summary>Parses a line; null, with the reason, if it is invalid.</summary>
    public static JournalEntry? Parse(string line, out string why)
    {
        try
        {
            JournalEntry? entry = JsonSerializer.Deserialize<JournalEntry>(line, _json);
            why = entry is null ? "it is empty." : entry.Fault() is { } fault ? $"{fault}." : "";
            return why.Length == 0 ? entry : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            why = e.Message.Length > 0 ? e.Message : "it is not JSON.";
            return null;
        }
    }

    public string ToLine() => JsonSerializer.Serialize(this, _json) + "\n";

    /// <summary>True for the first line of a change.</summary>
    [JsonIgnore]
    public bool IsOpening => Place is not null;

    /// <summary>The change described by a first line.</summary>
    public LabChange ToChange(bool ownerLives) => new()
    {
        Id = Id,
        Time = Time,
        Number = Number ?? 0,
        Sequence = Sequence ?? 0,
        Place = Place!,
        Target = Target!,
        Identity = Identity!,
        Setting = Setting!,
        Before = Before!,
        After = After!,
        State = State,
        Note = Note,
        Effects = Effects ?? [],
        AtRisk = AtRisk ?? new Dictionary<string, string>(),
        OwnerLives = ownerLives,
    };

    /// <summary>The change with this line applied.</summary>
    public LabChange AddTo(LabChange change) => Rank(State) <= Rank(change.State)
        ? change
        : change with { State = State, After = After ?? change.After, Note = Note ?? change.Note, Effects = Effects ?? change.Effects };

    /// <summary>What is wrong with the line, or null: JSON allows null in place of a text, and any number as a state.</summary>
    private string? Fault()
    {
        bool opens = Place is not null || Target is not null || Identity is not null || Setting is not null || Before is not null;
        return !IsName(Id) ? "it has no id"
            : !Enum.IsDefined(State) ? $"there is no state {State}"
            : Effects?.Any(e => e is null || !IsSetting(e.Setting) || e.Before is null || e.After is null) == true ? "an effect has no setting or no value"
            : AtRisk?.Any(c => !IsSetting(c.Key) || c.Value is null) == true ? "a companion has no value"
            : !opens ? (State == LabChangeState.Pending ? "it has no state" : null)
            : Place?.Fault() is { } fault ? fault
            : Place is null ? "it has no place"
            : !IsName(Target) || Target!.Contains('/', StringComparison.Ordinal) ? "it has no target"
            : !IsName(Identity) ? "it has no identity"
            : !IsSetting(Setting) ? "it has no setting"
            : Before is null || After is null ? "it has no value before or after"
            : Sequence is < 0 or > JournalFolder.LastNumber || Number < 0 ? "there is no such number"
            : null;
    }

    private static bool IsName(string? text) => !string.IsNullOrEmpty(text) && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    private static bool IsSetting(string? text) => !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    private static int Rank(LabChangeState state) => state switch
    {
        LabChangeState.Pending => 0,
        LabChangeState.Applied => 1,
        _ => 2,
    };
}
