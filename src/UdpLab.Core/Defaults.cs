namespace UdpLab;

/// <summary>Where floods and sinks meet, and for how long, where the user says nothing.</summary>
internal static class Defaults
{
    /// <summary>discard, whose packets nobody misses.</summary>
    public const int Port = 9;

    /// <summary>Length of a flood or a measurement, seconds.</summary>
    public const double DurationSeconds = 3;
}
