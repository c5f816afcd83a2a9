namespace UdpLab.Wire;

/// <summary>What there is to know of a kind of setting, whatever host it is on: the one table that Core and Agent read.</summary>
internal sealed record SettingTraits
{
    /// <summary>Drivers set a device up again for it: the link may go down for a moment, and what belonged to the old queues may be forgotten.</summary>
    public bool Disturbs { get; private init; }

    /// <summary>That others move along with it is in its nature: other queues mean other tables.</summary>
    public bool ReplacesQueues { get; private init; }

    /// <summary>It is the whole machine's, from whichever network namespace it was set.</summary>
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

    /// <summary>Those of a setting, by its whole name.</summary>
    public static SettingTraits Of(string setting) => SettingNames.Split(setting) switch
    {
        // Of the sysctls only those of the network belong to a namespace.
        (SettingNames.Sysctl, var name) => name.StartsWith("net.", StringComparison.Ordinal) || name.StartsWith("net/", StringComparison.Ordinal) ? _plain : _ofMachine,
        (var kind, _) => _all.GetValueOrDefault(kind, _plain),
    };
}
