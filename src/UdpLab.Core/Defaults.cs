namespace UdpLab;

/// <summary>Defaults: where floods and sinks are, where they meet, and for how long they run.</summary>
internal static class Defaults
{
    /// <summary>Name of this machine in every session.</summary>
    public const string Host = "local";

    /// <summary>The discard service (RFC 863).</summary>
    public const int Port = 9;

    /// <summary>Length of a flood or a measurement, seconds.</summary>
    public const double DurationSeconds = 3;
}
