namespace UdpLab.Wire;

/// <summary>Properties of a kind of setting, on any host: the one table that Core and Agent read.</summary>
internal sealed record SettingTraits
{
    /// <summary>Drivers reinitialise the device for it: the link may go down for a moment, and state of the old queues may be lost.</summary>
    public bool Disturbs { get; private init; }

    /// <summary>It inherently changes other settings: other queues mean other tables.</summary>
    public bool ReplacesQueues { get; private init; }

    /// <summary>It applies to the whole machine, whatever the network namespace it was set from.</summary>
    public bool IsOfMachine { get; private init; }

    private static readonly SettingTraits _plain = new(), _disturbing = new() { Disturbs = true }, _ofMachine = new() { IsOfMachine = true };

    private static readonly Dictionary<string, SettingTraits> _all = new()
    {
        [SettingNames.Channels] = new() { Disturbs = true, ReplacesQueues = true },
        [SettingNames.Rings] = _disturbing,
        [SettingNames.Mtu] = _disturbing,
        [SettingNames.Features] = _disturbing,
        [SettingNames.Governor] = _ofMachine,
        [SettingNames.ClockSource] = _ofMachine,
        [SettingNames.Process] = _ofMachine,
        [SettingNames.CpuLatency] = _ofMachine,
    };

    /// <summary>The traits of a setting, by its full name.</summary>
    public static SettingTraits Of(string setting) => SettingNames.Split(setting) switch
    {
        // Only the network sysctls belong to a namespace.
        (SettingNames.Sysctl, var name) => name.StartsWith("net.", StringComparison.Ordinal) || name.StartsWith("net/", StringComparison.Ordinal) ? _plain : _ofMachine,
        (var kind, _) => _all.GetValueOrDefault(kind, _plain),
    };
}
