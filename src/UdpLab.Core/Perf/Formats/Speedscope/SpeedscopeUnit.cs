namespace UdpLab;

/// <summary>What the weights of a speedscope profile count (its ValueUnit).</summary>
/// <param name="Event">The event's name, if the profiles of a file have different units.</param>
/// <param name="Factor">Nanoseconds per unit; 1 if it is not a time.</param>
internal sealed record SpeedscopeUnit(string Event, decimal Factor)
{
    private const string Time = "nanoseconds";

    public static SpeedscopeUnit None { get; } = new("", 1);

    public bool IsTime => Event == Time;

    /// <summary>The weights are events, not samples.</summary>
    public bool CountsEvents => this != None;

    /// <summary>Null if the format has no such unit.</summary>
    public static SpeedscopeUnit? Of(string name) => name switch
    {
        "none" => None,
        "bytes" => new("bytes", 1),
        "nanoseconds" => new(Time, 1),
        "microseconds" => new(Time, 1_000),
        "milliseconds" => new(Time, 1_000_000),
        "seconds" => new(Time, 1_000_000_000),
        _ => null,
    };
}
