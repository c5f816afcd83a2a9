namespace UdpLab;

/// <summary>What a capture does that nobody told otherwise.</summary>
internal static class PerfDefaults
{
    /// <summary>Samples a second and CPU: enough for a verdict within a second, odd enough not to march in step with timers.</summary>
    public const int Frequency = 997;
}
