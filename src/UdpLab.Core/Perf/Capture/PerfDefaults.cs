namespace UdpLab;

/// <summary>Defaults of a capture.</summary>
internal static class PerfDefaults
{
    /// <summary>Samples per second and CPU: enough for a verdict within a second, and odd, so as not to run in step with timers.</summary>
    public const int Frequency = 997;
}
