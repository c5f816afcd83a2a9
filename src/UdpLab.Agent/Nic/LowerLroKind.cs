using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>
/// "LowerLro": the requested LRO state of everything below an interface, "eth0=on". Switching it off on a bond switches it off
/// on the ports, but switching it on again does not (netdev_sync_lower_features).
/// </summary>
internal sealed class LowerLroKind : FieldsKind
{
    private const string Lro = "rx-lro";

    public override string Name => SettingNames.LowerLro;

    public override IReadOnlyCollection<KeyValuePair<string, string>> ReadFields(string target) =>
        [.. InterfaceStack.Below(target).Where(lower => !lower.Contains('=', StringComparison.Ordinal))
            .SelectMany(lower => Features.Read(lower).Where(f => f.Name == Lro && f.Changeable).Select(f => KeyValuePair.Create(lower, f.Wanted ? "on" : "off")))];

    protected override void WriteFields(string target, IReadOnlyDictionary<string, string> fields)
    {
        foreach (string lower in InterfaceStack.Below(target).Where(fields.ContainsKey))
        {
            Features.Write(lower, new Dictionary<string, bool> { [Lro] = fields[lower] == "on" });
        }
    }
}
