using UdpLab.Wire;

namespace UdpLab;

/// <summary>An input that cannot work, or a host that refused; the message names what, and what to do about it.</summary>
public sealed class LabException : Exception
{
    /// <summary>Of a host's words, characters.</summary>
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
    }

    /// <summary>The kind of failure as a word: InvalidArgument, PermissionDenied, NotSupported, NotFound, Busy, Connection, Protocol, System.</summary>
    public string Kind => Code.ToString();

    /// <summary>The cmdlet parameter to change, null where none would help.</summary>
    public string? Parameter { get; }

    /// <summary>The kernel's error number (errno), null where the kernel was not asked.</summary>
    public int? Errno { get; }

    /// <summary>The file, interface or system call that was refused, null where there is none.</summary>
    public string? Path { get; }

    internal FailureCode Code { get; }
}
