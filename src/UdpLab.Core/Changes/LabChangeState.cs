using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>How far a change of a host has come.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LabChangeState>))]
public enum LabChangeState
{
    /// <summary>Written to the journal; that it was made is not. Either it is being made, or its controller ended in the middle of it.</summary>
    Pending,

    /// <summary>It was made and read back.</summary>
    Applied,

    /// <summary>It was put back, or is gone by itself.</summary>
    Undone,

    /// <summary>It could not be made; what was before is still there.</summary>
    Failed,
}
