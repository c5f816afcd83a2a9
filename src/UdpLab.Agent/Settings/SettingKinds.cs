using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>The kinds of settings that a controller may request.</summary>
internal sealed class SettingKinds(IEnumerable<SettingKind> kinds)
{
    private readonly Dictionary<string, SettingKind> _kinds = kinds.ToDictionary(k => k.Name);

    /// <summary>The kind and the instance after it: "FlowRule 3".</summary>
    public (SettingKind Kind, string Which) Of(string setting)
    {
        (string name, string which) = SettingNames.Split(setting);
        return _kinds.TryGetValue(name, out SettingKind? kind)
            ? (kind, which)
            : throw new AgentException(FailureCode.Protocol, $"Unknown setting '{name}'; known are {string.Join(", ", _kinds.Keys)}.");
    }

    public SettingValue Read(SettingAddress address)
    {
        string? identity = SettingIdentity.Of(address.Target);
        (SettingKind kind, string which) = Of(address.Setting);
        return new SettingValue { Identity = identity, Value = identity is null ? null : kind.Read(address.Target, which) };
    }

    /// <summary>Locks what these settings belong to: this network namespace, or the machine.</summary>
    public static HostLock Lock(IEnumerable<SettingAddress> settings, Func<bool> ending) => HostLock.Take(settings.Select(ScopeOf), ending);

    private static string ScopeOf(SettingAddress setting) => SettingTraits.Of(setting.Setting).IsOfMachine ? "machine" : $"net-{SettingIdentity.Namespace}";
}
