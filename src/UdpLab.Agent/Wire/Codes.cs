using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>What ended a measured window.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WindowEnd>))]
internal enum WindowEnd
{
    Count,
    Duration,
    NoPacket,
}

/// <summary>What is strange about the numbers in the headers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NumberTrouble>))]
internal enum NumberTrouble
{
    /// <summary>They count up in little-endian byte order, and were read so.</summary>
    HostOrder,

    /// <summary>Most numbers come several times: they are not one a packet.</summary>
    Repeated,

    /// <summary>They do not count packets: the gaps are more than any network carries, or they begin again all the time.</summary>
    Implausible,
}

/// <summary>Kinds of failure a controller may want to tell apart.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureCode>))]
internal enum FailureCode
{
    /// <summary>An input that cannot work.</summary>
    InvalidArgument,

    /// <summary>A privilege or capability is missing.</summary>
    PermissionDenied,

    /// <summary>The kernel or the device cannot do it.</summary>
    NotSupported,

    /// <summary>An interface, namespace or testbed does not exist.</summary>
    NotFound,

    /// <summary>A port, name or device is in use.</summary>
    Busy,

    /// <summary>A host cannot be reached, or is no longer.</summary>
    Connection,

    /// <summary>The conversation itself went wrong.</summary>
    Protocol,

    /// <summary>A system call failed where it should not have.</summary>
    System,
}

/// <summary>The parts of a recording.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PerfPart>))]
internal enum PerfPart
{
    /// <summary>What perf script prints.</summary>
    Script,

    /// <summary>What perf c2c report prints.</summary>
    CacheLines,

    /// <summary>perf.data itself.</summary>
    Data,
}
