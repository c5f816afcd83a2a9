using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>The first line an agent writes: what it is and where it runs.</summary>
internal sealed record Hello : Reply
{
    /// <summary>The protocol version; the controller refuses any other.</summary>
    public const int CurrentProtocol = 9;

    /// <inheritdoc cref="CurrentProtocol"/>
    public int Protocol { get; set; }

    /// <summary>The agent's process id.</summary>
    public int ProcessId { get; set; }

    /// <summary>uname -n.</summary>
    public required string NodeName { get; set; }

    /// <summary>uname -r.</summary>
    public required string Kernel { get; set; }

    /// <summary>uname -m.</summary>
    public required string Architecture { get; set; }

    /// <summary>PRETTY_NAME of /etc/os-release; empty if there is none.</summary>
    public required string Distribution { get; set; }

    /// <summary>Online CPUs.</summary>
    public required int[] OnlineCpus { get; set; }

    /// <summary>Effective capabilities (CapEff of /proc/self/status).</summary>
    public ulong Capabilities { get; set; }

    /// <summary>/proc/sys/kernel/random/boot_id: hosts with the same one share their clocks.</summary>
    public required string BootId { get; set; }

    /// <summary>The host's clock counts instructions (QEMU's -icount).</summary>
    public bool CountsInstructions { get; set; }

    /// <summary>Names of the network interfaces.</summary>
    public required string[] Interfaces { get; set; }
}

/// <summary>The command succeeded and has no other answer.</summary>
internal sealed record Done : Reply;

/// <summary>
/// A heartbeat, answered at once by <see cref="Beaten"/>, even during another command. After the first one the agent expects
/// more, and exits if the connection is silent for <see cref="Patience"/>.
/// </summary>
internal sealed record Beat : Request
{
    /// <summary>Seconds of silence after which the agent stops everything and exits.</summary>
    public double Patience { get; set; }
}

/// <summary>The answer to a <see cref="Beat"/>.</summary>
internal sealed record Beaten : Reply
{
    /// <summary>This host's CLOCK_MONOTONIC, nanoseconds.</summary>
    public long MonotonicNanoseconds { get; set; }
}

/// <summary>Asks a waiting agent for the host's current state. Answered by <see cref="Hello"/>.</summary>
internal sealed record Greet : Request;

/// <summary>Stops and closes sink, flood, pktgen's run and capture, which leaves the agent as if newly started. Answered by <see cref="Done"/>.</summary>
internal sealed record Reset : Request;

/// <summary>The command failed; everything it started was stopped.</summary>
internal sealed record Failure : Reply
{
    /// <summary>What kind of failure, for programs.</summary>
    public FailureCode Code { get; set; }

    /// <summary>What failed and what to do about it, for people.</summary>
    public required string Message { get; set; }

    /// <summary>The kernel's error number, null if no system call failed.</summary>
    public int? Errno { get; set; }

    /// <summary>The file, interface or call the kernel refused.</summary>
    public string? Path { get; set; }

    /// <summary>The cmdlet parameter to change, null if none applies.</summary>
    public string? Parameter { get; set; }
}

/// <summary>Kinds of failure.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureCode>))]
internal enum FailureCode
{
    /// <summary>Invalid input.</summary>
    InvalidArgument,

    /// <summary>A privilege or capability is missing.</summary>
    PermissionDenied,

    /// <summary>The kernel or the device cannot do it.</summary>
    NotSupported,

    /// <summary>An interface, namespace or testbed does not exist.</summary>
    NotFound,

    /// <summary>A port, name or device is in use.</summary>
    Busy,

    /// <summary>A host cannot be reached, or the connection was lost.</summary>
    Connection,

    /// <summary>Protocol error.</summary>
    Protocol,

    /// <summary>Unexpected failure of a system call.</summary>
    System,
}
