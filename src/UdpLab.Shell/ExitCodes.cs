namespace UdpLab.Shell;

/// <summary>Exit codes of the shell itself; a script's <c>exit N</c> can give any other.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary>EX_USAGE of sysexits.h, which pwsh uses as well.</summary>
    public const int Usage = 64;

    /// <summary>128 + SIGINT, as every Unix shell reports it.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
