using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>A setting of this host that can be read and written as text.</summary>
internal record SettingAddress
{
    /// <summary>Target of settings that belong to no interface.</summary>
    public const string Host = "host";

    /// <summary>Name of an interface, or <see cref="Host"/>.</summary>
    public required string Target { get; set; }

    /// <summary>Kind of setting and, after a space, the instance: "Mtu", "FlowRule 3", "Sysctl net.core.rmem_max".</summary>
    public required string Setting { get; set; }
}

/// <summary>Reads settings; answered by <see cref="SettingValues"/> in the same order.</summary>
internal sealed record ReadSettings : Request
{
    /// <summary>The settings to read.</summary>
    public required SettingAddress[] Settings { get; set; }
}

/// <summary>The values of settings.</summary>
internal sealed record SettingValues : Reply
{
    /// <summary>In the requested order.</summary>
    public required SettingValue[] Values { get; set; }
}

/// <summary>The value of a setting.</summary>
internal sealed record SettingValue
{
    /// <summary>
    /// Identifies the target across reuse of its name: boot, network namespace and, for an interface, its index. Null if the
    /// target does not exist.
    /// </summary>
    public string? Identity { get; set; }

    /// <summary>Its text; null if the target does not have it.</summary>
    public string? Value { get; set; }
}

/// <summary>
/// Makes changes in order: all, or none if one fails. Each setting must still have the value it had when the change was
/// planned. Answered by <see cref="SettingsApplied"/>; if the conversation ends before that, the changes are rolled back.
/// </summary>
internal sealed record ApplySettings : Request
{
    /// <summary>In the order they are made.</summary>
    public required SettingChange[] Changes { get; set; }

    /// <summary>Only check them: nothing is written.</summary>
    public bool Preview { get; set; }
}

/// <summary>A change of a setting: one to make (<see cref="ApplySettings"/>), or one made earlier (<see cref="UndoSettings"/>).</summary>
internal sealed record SettingChange : SettingAddress
{
    /// <inheritdoc cref="SettingValue.Identity"/>
    public required string Identity { get; set; }

    /// <summary>Its value before the change.</summary>
    public required string Before { get; set; }

    /// <summary>Its intended value or, once made, the resulting one.</summary>
    public required string After { get; set; }

    /// <summary>To undo: it is unknown how far it got, because its controller died during it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unsure { get; set; }

    /// <summary>To undo: what changed along with it.</summary>
    public SettingEffect[]? Effects { get; set; }

    /// <summary>Other settings of the target that the driver may alter along with it, with their values before the change.</summary>
    [JsonPropertyName("companions")]
    public Dictionary<string, string> AtRisk { get; set; } = [];

    /// <summary>To make: those at risk that must keep the value they have. If the driver alters them, they are set again.</summary>
    [JsonPropertyName("held")]
    public Dictionary<string, string>? MustStay { get; set; }

    /// <summary>To make: the cmdlet parameter it came from, for errors.</summary>
    public string? Parameter { get; set; }
}

/// <summary>All changes were made, or one failed and none remains.</summary>
internal sealed record SettingsApplied : Reply
{
    /// <summary>One for each change, in order; empty if one failed.</summary>
    public SettingOutcome[] Outcomes { get; set; } = [];

    /// <summary>Why the first one failed; null if all were made.</summary>
    public Failure? Failure { get; set; }

    /// <summary>Index of the change that failed.</summary>
    public int? Failed { get; set; }

    /// <summary>Indices of changes that were made and could not be rolled back.</summary>
    public int[] Left { get; set; } = [];

    /// <summary>Warnings.</summary>
    public string[] Warnings { get; set; } = [];
}

/// <summary>Result of a change.</summary>
internal sealed record SettingOutcome
{
    /// <summary>The setting, read back.</summary>
    public required string Value { get; set; }

    /// <summary>What the driver altered along with it.</summary>
    public SettingEffect[] Effects { get; set; } = [];
}

/// <summary>A setting that changed as a side effect of another.</summary>
internal sealed record SettingEffect
{
    /// <inheritdoc cref="SettingAddress.Setting"/>
    public required string Setting { get; set; }

    /// <summary>What it was.</summary>
    public required string Before { get; set; }

    /// <summary>What it became.</summary>
    public required string After { get; set; }
}

/// <summary>
/// Undoes changes, each as far as possible, when the conversation ends: for a controller that dies before it can. Replaces
/// those of an earlier request. Answered by <see cref="Done"/>.
/// </summary>
internal sealed record GuardSettings : Request
{
    /// <summary>In the order to restore them: the last change first. Empty if the controller has done so itself.</summary>
    public required SettingChange[] Items { get; set; }
}

/// <summary>Restores settings, each as far as possible; answered by <see cref="SettingsUndone"/>.</summary>
internal sealed record UndoSettings : Request
{
    /// <summary>In the order to restore them: the last change first.</summary>
    public required SettingChange[] Items { get; set; }

    /// <summary>Also undo settings that another program has changed since.</summary>
    public bool Force { get; set; }
}

/// <summary>Results of all undos, in order.</summary>
internal sealed record SettingsUndone : Reply
{
    /// <summary>One for each item.</summary>
    public required UndoOutcome[] Outcomes { get; set; }
}

/// <summary>Result of an undo.</summary>
internal sealed record UndoOutcome
{
    /// <summary>Kind of result.</summary>
    public UndoResult Result { get; set; }

    /// <summary>The setting's value when checked; null if unreadable.</summary>
    public string? Found { get; set; }

    /// <summary>Why, for people; null if there is nothing to explain.</summary>
    public string? Reason { get; set; }
}

/// <summary>Results of an undo.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UndoResult>))]
internal enum UndoResult
{
    /// <summary>The old value was restored.</summary>
    Restored,

    /// <summary>It already had its old value.</summary>
    AlreadyBefore,

    /// <summary>The target no longer exists: the host was restarted, or the interface or namespace was replaced.</summary>
    Gone,

    /// <summary>Another program changed it since; it was left alone.</summary>
    ChangedSince,

    /// <summary>It could not be written.</summary>
    Failed,
}
