using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>The state of a change on a host.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LabChangeState>))]
public enum LabChangeState : long
{
    /// <summary>Journaled, with no result yet: it is being made, or its session ended while making it.</summary>
    Pending,

    /// <summary>Made and read back.</summary>
    Applied,

    /// <summary>Put back, or gone on its own.</summary>
    Undone,

    /// <summary>Could not be made; the old value is in effect.</summary>
    Failed,
}
