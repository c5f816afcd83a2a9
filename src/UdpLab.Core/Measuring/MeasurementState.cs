using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Whether a measurement is one of an undisturbed path.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeasurementState>))]
public enum MeasurementState
{
    /// <summary>Host, interfaces and reception were there from the beginning to the end.</summary>
    Completed,

    /// <summary>Something of them went away meanwhile: <see cref="SinkMeasurement.Notes"/> says what.</summary>
    Incomplete,
}
