using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>Ends an undo can take.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UndoResult>))]
internal enum UndoResult
{
    /// <summary>It is again what it was.</summary>
    Restored,

    /// <summary>It was already what it had been before the change.</summary>
    AlreadyBefore,

    /// <summary>What was changed is not there any more: the host was restarted, the interface or namespace is another one.</summary>
    Gone,

    /// <summary>Somebody else changed it since; it was left alone.</summary>
    ChangedSince,

    /// <summary>It could not be written.</summary>
    Failed,
}
