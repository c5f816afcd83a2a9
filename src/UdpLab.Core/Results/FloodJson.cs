namespace UdpLab;

/// <summary>A flood's outcome is separate, because it arrives after the flood was emitted: its properties are set through it.</summary>
internal static class FloodJson
{
    /// <summary>Sets a property of the outcome; null for a property that does not belong to it.</summary>
    public static Action<object, object?>? Setter(string property) => property switch
    {
        nameof(UdpFlood.State) => (flood, value) => Set(flood, outcome => outcome with { State = (FloodState)value! }),
        nameof(UdpFlood.Sent) => (flood, value) => Set(flood, outcome => outcome with { Sent = (long?)value }),
        nameof(UdpFlood.Errors) => (flood, value) => Set(flood, outcome => outcome with { Errors = (long)value! }),
        nameof(UdpFlood.Seconds) => (flood, value) => Set(flood, outcome => outcome with { Seconds = (double)value! }),
        nameof(UdpFlood.MeanBurst) => (flood, value) => Set(flood, outcome => outcome with { MeanBurst = (double?)value }),
        nameof(UdpFlood.Replies) => (flood, value) => Set(flood, outcome => outcome with { Replies = (long?)value }),
        nameof(UdpFlood.ReplyBytes) => (flood, value) => Set(flood, outcome => outcome with { ReplyBytes = (long?)value }),
        nameof(UdpFlood.ReplyDrops) => (flood, value) => Set(flood, outcome => outcome with { ReplyDrops = (long?)value }),
        nameof(UdpFlood.ReplySeconds) => (flood, value) => Set(flood, outcome => outcome with { ReplySeconds = (double?)value }),
        nameof(UdpFlood.Steps) => (flood, value) => Set(flood, outcome => outcome with { Steps = (IReadOnlyList<FloodStep>)value! }),
        nameof(UdpFlood.Intervals) => (flood, value) => Set(flood, outcome => outcome with { Intervals = (IReadOnlyList<FloodInterval>)value! }),
        nameof(UdpFlood.PerThread) => (flood, value) => Set(flood, outcome => outcome with { PerThread = (IReadOnlyList<FloodThreadResult>)value! }),
        nameof(UdpFlood.Notes) => (flood, value) => Set(flood, outcome => outcome with { Notes = (IReadOnlyList<string>)value! }),
        _ => null,
    };

    private static void Set(object flood, Func<FloodOutcome, FloodOutcome> change) => ((UdpFlood)flood).Outcome = change(((UdpFlood)flood).Outcome);
}
