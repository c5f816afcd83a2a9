using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Whether the path was undisturbed during a measurement.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeasurementState>))]
public enum MeasurementState : long
{
    /// <summary>Host, interfaces and reception were available throughout.</summary>
    Completed,

    /// <summary>One of them was lost during the measurement; see <see cref="SinkMeasurement.Notes"/>.</summary>
    Incomplete,
}
