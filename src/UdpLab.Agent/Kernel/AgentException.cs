using System.Globalization;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>A failure that a command reports: it becomes the <see cref="Failure"/> line of its conversation.</summary>
internal sealed class AgentException(FailureCode code, string message) : Exception(message)
{
    private const int LongestMessage = 1500, LongestShown = 60;

    public FailureCode Code { get; } = code;

    public int? Errno { get; init; }

    public string? Path { get; init; }

    public string? Parameter { get; init; }

    /// <summary>What works instead: the end of the message, but not of <see cref="Reason"/>.</summary>
    public string? Advice { get; init; }

    /// <summary>What is wrong, without advice.</summary>
    public string Reason => base.Message;

    /// <inheritdoc/>
    public override string Message => Advice is null ? Reason : $"{Reason} {Advice}";

    /// <summary>Invalid input.</summary>
    public static AgentException Invalid(string parameter, string message) => new(FailureCode.InvalidArgument, message) { Parameter = parameter };

    /// <summary>An unacceptable value. Fields are named by their cmdlet parameter, or in lower case as on the wire.</summary>
    public static AgentException Wrong(string field, object? value, string rule)
    {
        string shown = Shown(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        return char.IsUpper(field[0])
            ? Invalid(field, $"-{field} {shown}: {rule}.")
            : new AgentException(FailureCode.Protocol, $"Not a request: {field} {shown}: {rule}.");
    }

    /// <summary>A failed system call: the code follows from errno, the message says what was tried.</summary>
    public static AgentException FromErrno(int errno, string tried, string? path = null, string? parameter = null)
    {
        FailureCode code = errno switch
        {
            Kernel.Errno.EPERM or Kernel.Errno.EACCES => FailureCode.PermissionDenied,
            Kernel.Errno.ENODEV or Kernel.Errno.ENOENT => FailureCode.NotFound,
            Kernel.Errno.EOPNOTSUPP or Kernel.Errno.ENOPROTOOPT => FailureCode.NotSupported,
            Kernel.Errno.EADDRINUSE or Kernel.Errno.EBUSY or Kernel.Errno.EEXIST => FailureCode.Busy,
            _ => FailureCode.System,
        };
        return new AgentException(code, $"{tried}: {Kernel.Errno.Text(errno)} (errno {errno}).") { Errno = errno, Path = path, Parameter = parameter };
    }

    /// <summary>The failure as reported; an unexpected exception is named by its type.</summary>
    public static AgentException Of(Exception e) => e switch
    {
        AgentException known => known,
        IOException or UnauthorizedAccessException => new AgentException(FailureCode.System, e.Message),
        OutOfMemoryException => new AgentException(FailureCode.System, "The agent has not enough memory for this."),
        _ => new AgentException(FailureCode.System, $"Internal error in the agent ({e.GetType().Name}): {e.Message}"),
    };

    /// <summary>Messages quote input, which may be long.</summary>
    private string Words => Message.Length > LongestMessage ? Message[..LongestMessage] + "..." : Message;

    private static string Shown(string value)
    {
        string start = value.Length > LongestShown ? value[..LongestShown] + "..." : value;
        return start.Length == 0 ? "''" : string.Concat(start.Select(c => char.IsControl(c) ? '?' : c));
    }

    public Failure ToReply(long id) => new() { Id = id, Code = Code, Message = Words, Errno = Errno, Path = Path, Parameter = Parameter };
}
