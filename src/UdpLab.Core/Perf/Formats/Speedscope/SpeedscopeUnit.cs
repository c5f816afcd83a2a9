namespace UdpLab;

/// <summary>What the weights of a speedscope profile count (its ValueUnit).</summary>
/// <param name="Event">Its name where profiles of one file count different things.</param>
/// <param name="Factor">Nanoseconds in one; 1 where it is no time.</param>
internal sealed record SpeedscopeUnit(string Event, decimal Factor)
{
    private const string Time = "nanoseconds";

    public static SpeedscopeUnit None { get; } = new("", 1);

    public bool IsTime => Event == Time;

    /// <summary>The weights are events, not samples.</summary>
    public bool CountsEvents => this != None;

    /// <summary>Null where the format has no such unit.</summary>
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
