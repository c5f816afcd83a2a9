using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>What a <see cref="MeasurementNote"/> is about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeasurementNoteCode>))]
public enum MeasurementNoteCode
{
    /// <summary>An interface or a host of the path went away meanwhile, or the reception broke off.</summary>
    Interrupted,

    /// <summary>Most packets have no pktgen header: what is missing of them, or out of order, cannot be told from them.</summary>
    NoHeader,

    /// <summary>The packets are numbered in little-endian byte order, and were read so.</summary>
    HostByteOrder,

    /// <summary>The packets' numbers do not tell them apart, or count nothing.</summary>
    ForeignNumbers,

    /// <summary>The receive buffer is smaller than asked for.</summary>
    ReceiveBufferCapped,

    /// <summary>Something that goes along with the measurement could not be read; the rest stands.</summary>
    Unreadable,
}
