using UdpLab.Agent.Native;
using UdpLab.Wire;

namespace UdpLab.Agent;

/// <summary>A failure a command reports: becomes the <see cref="Failure"/> line of its conversation.</summary>
internal sealed class AgentException(FailureCode code, string message) : Exception(message)
{
    private const int LongestMessage = 1500;

    public FailureCode Code { get; } = code;

    public int? Errno { get; init; }

    public string? Path { get; init; }

    public string? Parameter { get; init; }

    /// <summary>An input that cannot work.</summary>
    public static AgentException Invalid(string parameter, string message) => new(FailureCode.InvalidArgument, message) { Parameter = parameter };

    /// <summary>A system call that failed: the code follows from errno, the message says what was tried.</summary>
    public static AgentException FromErrno(int errno, string tried, string? path = null, string? parameter = null)
    {
        FailureCode code = errno switch
        {
            Native.Errno.EPERM or Native.Errno.EACCES => FailureCode.PermissionDenied,
            Native.Errno.ENODEV or Native.Errno.ENOENT => FailureCode.NotFound,
            Native.Errno.EOPNOTSUPP or Native.Errno.ENOPROTOOPT => FailureCode.NotSupported,
            Native.Errno.EADDRINUSE or Native.Errno.EBUSY or Native.Errno.EEXIST => FailureCode.Busy,
            _ => FailureCode.System,
        };
        return new AgentException(code, $"{tried}: {Native.Errno.Text(errno)} (errno {errno}).") { Errno = errno, Path = path, Parameter = parameter };
    }

    /// <summary>A failure as it is reported: one that nobody foresaw is named by its kind.</summary>
    public static AgentException Of(Exception e) => e switch
    {
        AgentException known => known,
        IOException or UnauthorizedAccessException => new AgentException(FailureCode.System, e.Message),
        OutOfMemoryException => new AgentException(FailureCode.System, "The agent has not enough memory for this."),
        _ => new AgentException(FailureCode.System, $"The agent failed where it should not have ({e.GetType().Name}): {e.Message}"),
    };

    /// <summary>A message quotes what it is about, and that may be long.</summary>
    private string Words => Message.Length > LongestMessage ? Message[..LongestMessage] + "..." : Message;

    public Failure ToReply(long id) => new() { Id = id, Code = Code, Message = Words, Errno = Errno, Path = Path, Parameter = Parameter };
}
