using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Subject of a <see cref="MeasurementNote"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeasurementNoteCode>))]
public enum MeasurementNoteCode : long
{
    /// <summary>An interface or host on the path was lost during the measurement, or reception was interrupted.</summary>
    Interrupted,

    /// <summary>Most packets have no pktgen header, so their loss and reordering cannot be determined.</summary>
    NoHeader,

    /// <summary>The sequence numbers are little-endian, and were read as such.</summary>
    HostByteOrder,

    /// <summary>The packets' numbers are not unique, or not sequence numbers.</summary>
    ForeignNumbers,

    /// <summary>The receive buffer is smaller than requested.</summary>
    ReceiveBufferCapped,

    /// <summary>The window did not cover all steps of the flood's rate.</summary>
    StepsOutsideWindow,

    /// <summary>Packets are those of all UDP sockets of the host, because the kernel did not count those of the measured ones.</summary>
    CountOfHost,

    /// <summary>Packets were still in the queue of a server's socket when the measurement ended.</summary>
    LeftInQueue,

    /// <summary>Other processes hold the sockets of the measured one, and may read them.</summary>
    SharedSocket,

    /// <summary>Packets arrived at sockets of the same port that were not measured.</summary>
    OtherSockets,

    /// <summary>An optional part of the measurement could not be read; the rest is valid.</summary>
    Unreadable,

    /// <summary>The trace's slots and bursts do not cover all that happened: it took too long, or packets were lost for too many reasons.</summary>
    AxisFull,
}
