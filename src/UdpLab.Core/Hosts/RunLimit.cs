using System.Globalization;

namespace UdpLab;

/// <summary>
/// The bounds of a run that its agent gives news of: one that still beats may say nothing of the run any more, or news for ever.
/// Time in which this process itself was stopped, or busy with something else, does not count.
/// </summary>
/// <param name="longest">How long it takes at most; null where nobody knows.</param>
/// <param name="quiet">How long it may say nothing, as it does while it waits for packets.</param>
/// <param name="time">The clock.</param>
internal sealed class RunLimit(TimeSpan? longest, TimeSpan quiet, TimeProvider? time = null)
{
    // What a busy host may be late.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _longestLook = TimeSpan.FromSeconds(1), _line = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long? _looked;
    private TimeSpan _whole, _silent;

    /// <summary>Looks at the clock; says what is wrong, null for nothing.</summary>
    /// <param name="heard">A line has come.</param>
    public string? Look(bool heard)
    {
        long now = _time.GetTimestamp();
        TimeSpan passed = _looked is long looked ? _time.GetElapsedTime(looked, now) : TimeSpan.Zero;
        _looked = now;
        passed = passed > _longestLook ? _longestLook : passed;
        passed = heard && passed < _line ? _line : passed;
        _whole += passed;
        _silent = heard ? TimeSpan.Zero : _silent + passed;
        return _silent > quiet + _patience ? string.Create(CultureInfo.InvariantCulture, $"has said nothing of the run for {_silent.TotalSeconds:0} s")
            : _whole > longest + _patience ? string.Create(CultureInfo.InvariantCulture, $"goes on with the run {_patience.TotalSeconds:0} s after its end was due")
            : null;
    }
}
