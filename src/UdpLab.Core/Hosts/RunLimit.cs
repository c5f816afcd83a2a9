using System.Globalization;

namespace UdpLab;

/// <summary>
/// Time limits of a run: an agent that still answers heartbeats may stop reporting on the run, or report forever. Time during
/// which this process was stopped, or busy with something else, does not count.
/// </summary>
/// <param name="longest">Maximum duration of the run; null if unknown.</param>
/// <param name="quiet">How long the agent may be silent, for example while it waits for packets.</param>
/// <param name="time">The clock.</param>
internal sealed class RunLimit(TimeSpan? longest, TimeSpan quiet, TimeProvider? time = null)
{
    // Extra time for a busy host.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _longestLook = TimeSpan.FromSeconds(1), _line = TimeSpan.FromMilliseconds(1);

    // How much slower a guest's time may pass that counts instructions.
    private const int LongestSecond = 100;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long? _looked;
    private TimeSpan _whole, _silent;

    /// <summary>The limits of a run on a host.</summary>
    /// <inheritdoc cref="RunLimit(TimeSpan?, TimeSpan, TimeProvider?)"/>
    public static RunLimit On(LabHost host, TimeSpan? longest, TimeSpan quiet) => host.Clock == LabClock.Instructions
        ? new RunLimit(longest * LongestSecond, (longest ?? TimeSpan.FromHours(1)) * LongestSecond)
        : new RunLimit(longest, quiet);

    /// <summary>Checks the limits; returns the fault, or null if there is none.</summary>
    /// <param name="heard">Whether a line has arrived.</param>
    public string? Look(bool heard)
    {
        long now = _time.GetTimestamp();
        TimeSpan passed = _looked is long looked ? _time.GetElapsedTime(looked, now) : TimeSpan.Zero;
        _looked = now;
        passed = passed > _longestLook ? _longestLook : passed;
        passed = heard && passed < _line ? _line : passed;
        _whole += passed;
        _silent = heard ? TimeSpan.Zero : _silent + passed;
        return _silent > quiet + _patience ? string.Create(CultureInfo.InvariantCulture, $"has not reported on the run for {_silent.TotalSeconds:0} s")
            : _whole > longest + _patience ? string.Create(CultureInfo.InvariantCulture, $"is still running {_patience.TotalSeconds:0} s after the run should have ended")
            : null;
    }
}
