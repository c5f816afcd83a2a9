namespace UdpLab.Shell;

/// <summary>A problem the user can fix: only its message is printed.</summary>
internal sealed class ShellException(string message, int exitCode = ExitCodes.Failure) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
