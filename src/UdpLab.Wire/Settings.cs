using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>A setting of this host that can be read and written as text.</summary>
internal record SettingAddress
{
    /// <summary>Target of settings that belong to no interface.</summary>
    public const string Host = "host";

    /// <summary>Name of an interface, or <see cref="Host"/>.</summary>
    public required string Target { get; set; }

    /// <summary>Kind of setting and, behind a blank, which one: "Mtu", "Feature rx-gro", "Sysctl net.core.rmem_max".</summary>
    public required string Setting { get; set; }
}

/// <summary>Reads settings; answered by <see cref="SettingValues"/> in the same order.</summary>
internal sealed record ReadSettings : Request
{
    /// <summary>Which.</summary>
    public required SettingAddress[] Settings { get; set; }
}

/// <summary>What settings are.</summary>
internal sealed record SettingValues : Reply
{
    /// <summary>In the order they were asked for.</summary>
    public required SettingValue[] Values { get; set; }
}

/// <summary>What a setting is.</summary>
internal sealed record SettingValue
{
    /// <summary>
    /// Tells the target from a later one of the same name: boot, network namespace and, for an interface, its index.
    /// Null when the target does not exist.
    /// </summary>
    public string? Identity { get; set; }

    /// <summary>Its text; null when the target does not have it.</summary>
    public string? Value { get; set; }
}

/// <summary>
/// Makes changes in order: all, or when one of them fails none. Each setting must still be what it was when the change
/// was planned. Answered by <see cref="SettingsApplied"/>; when this conversation ends before that, what was made is put back.
/// </summary>
internal sealed record ApplySettings : Request
{
    /// <summary>In the order they are made.</summary>
    public required SettingChange[] Changes { get; set; }

    /// <summary>Only judge them: nothing is written.</summary>
    public bool Preview { get; set; }
}

/// <summary>A change of a setting: to be made (<see cref="ApplySettings"/>), or made some time ago (<see cref="UndoSettings"/>).</summary>
internal sealed record SettingChange : SettingAddress
{
    /// <inheritdoc cref="SettingValue.Identity"/>
    public required string Identity { get; set; }

    /// <summary>What it is before the change.</summary>
    public required string Before { get; set; }

    /// <summary>What it is to be after it or, once made, what it became.</summary>
    public required string After { get; set; }

    /// <summary>To undo: how far it came is not known, because its controller ended in the middle of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unsure { get; set; }

    /// <summary>To undo: what was altered along with it.</summary>
    public SettingEffect[]? Effects { get; set; }

    /// <summary>Other settings of the target that the driver may alter along with it, and what they are before it.</summary>
    [JsonPropertyName("companions")]
    public Dictionary<string, string> AtRisk { get; set; } = [];

    /// <summary>To make: those at risk that were asked for as they are. What the driver alters of them is set again.</summary>
    [JsonPropertyName("held")]
    public Dictionary<string, string>? MustStay { get; set; }

    /// <summary>To make: the cmdlet parameter it came from, for errors.</summary>
    public string? Parameter { get; set; }
}

/// <summary>All changes were made, or one failed and none is left.</summary>
internal sealed record SettingsApplied : Reply
{
    /// <summary>One for each change, in order; none when one of them failed.</summary>
    public SettingOutcome[] Outcomes { get; set; } = [];

    /// <summary>Why the first that failed did, null when all were made.</summary>
    public Failure? Failure { get; set; }

    /// <summary>Index of the change that failed.</summary>
    public int? Failed { get; set; }

    /// <summary>Indices of changes that were made and could not be put back.</summary>
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

/// <summary>Puts settings back, each as far as it can be; answered by <see cref="SettingsUndone"/>.</summary>
internal sealed record UndoSettings : Request
{
    /// <summary>In the order they are put back: the last change first.</summary>
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

    /// <summary>The setting's value when checked, null if it could not be read.</summary>
    public string? Found { get; set; }

    /// <summary>Why, for people; null for the plain case.</summary>
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
