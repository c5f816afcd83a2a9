using UdpLab.Wire;

namespace UdpLab;

/// <summary>An input that cannot work, or a request a host refused; the message names the cause and the remedy.</summary>
public sealed class LabException : Exception
{
    /// <summary>Maximum length of a host's text, in characters.</summary>
    private const int LongestWords = 8_000;

    internal LabException(FailureCode code, string message, string? parameter = null, Exception? inner = null)
        : base(HostText.Clean(message, lines: true), inner)
    {
        Code = code;
        Parameter = parameter;
    }

    internal LabException(Failure failure, string host)
        : base((host == Defaults.Host ? "" : $"{host}: ") + HostText.Short(HostText.Clean(failure.Message, lines: true), LongestWords))
    {
        Code = failure.Code;
        Parameter = failure.Parameter;
        Errno = failure.Errno;
        Path = failure.Path;
        IsAnswer = true;
    }

    /// <summary>The kind of failure: InvalidArgument, PermissionDenied, NotSupported, NotFound, Busy, Connection, Protocol, System.</summary>
    public string Kind => Code.ToString();

    /// <summary>The cmdlet parameter to change; null if none would help.</summary>
    public string? Parameter { get; }

    /// <summary>The kernel's error number (errno); null if it did not come from the kernel.</summary>
    public int? Errno { get; }

    /// <summary>The file, interface or system call that was refused; null if none.</summary>
    public string? Path { get; }

    internal FailureCode Code { get; }

    /// <summary>True if the agent itself refused the request. Otherwise the conversation failed, and what the agent did is unknown.</summary>
    internal bool IsAnswer { get; }
}
