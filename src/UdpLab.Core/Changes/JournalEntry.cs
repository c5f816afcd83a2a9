using System.Text.Json;
using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>
/// A line of the journal: a change about to be made (with everything that is known of it), or a further state of one (with
/// its id, and what is new). States only ever advance, so the order of lines in different files does not matter.
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

    public ChangePlace? Place { get; init; }

    public string? Target { get; init; }

    public string? Identity { get; init; }

    public string? Setting { get; init; }

    public string? Before { get; init; }

    public string? After { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<LabChangeEffect>? Effects { get; init; }

    public IReadOnlyDictionary<string, string>? Companions { get; init; }

    /// <summary>The first line of a change.</summary>
    public static JournalEntry Opening(LabChange change) => new()
    {
        Id = change.Id,
        State = LabChangeState.Pending,
        Time = change.Time,
        Number = change.Number,
        Place = change.Place,
        Target = change.Target,
        Identity = change.Identity,
        Setting = change.Setting,
        Before = change.Before,
        After = change.After,
        Companions = change.Companions.Count > 0 ? change.Companions : null,
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

    /// <summary>A line's entry, null when the line was cut off or is none.</summary>
    public static JournalEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEntry>(line, _json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToLine() => JsonSerializer.Serialize(this, _json) + "\n";

    /// <summary>The change of a first line; null when it is a further one.</summary>
    public LabChange? ToChange(bool ownerLives) => Place is null || Target is null || Identity is null || Setting is null || Before is null || After is null
        ? null
        : new LabChange
        {
            Id = Id,
            Time = Time,
            Number = Number ?? 0,
            Place = Place,
            Target = Target,
            Identity = Identity,
            Setting = Setting,
            Before = Before,
            After = After,
            State = State,
            Companions = Companions ?? new Dictionary<string, string>(),
            OwnerLives = ownerLives,
        };

    /// <summary>A change, as it is after this line.</summary>
    public LabChange AddTo(LabChange change) => Rank(State) <= Rank(change.State)
        ? change
        : change with { State = State, After = After ?? change.After, Note = Note ?? change.Note, Effects = Effects ?? change.Effects };

    private static int Rank(LabChangeState state) => state switch
    {
        LabChangeState.Pending => 0,
        LabChangeState.Applied => 1,
        _ => 2,
    };
}
