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

    /// <summary>An optional part of the measurement could not be read; the rest is valid.</summary>
    Unreadable,
}
