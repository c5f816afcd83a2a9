namespace UdpLab.Shell;

/// <summary>Something the user can mend: its message is all that is printed.</summary>
internal sealed class ShellException(string message, int exitCode = ExitCodes.Failure) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
