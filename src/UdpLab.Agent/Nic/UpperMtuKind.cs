using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>
/// "UpperMtu": the MTU of everything that stands on an interface, "eth0.5=1500 macvlan0=1500". The kernel lowers them along with it
/// (vlan_device_event, macvlan_device_event), and does not raise them again.
/// </summary>
internal sealed class UpperMtuKind : FieldsKind
{
    public override string Name => SettingNames.UpperMtu;

    public override IReadOnlyCollection<KeyValuePair<string, string>> ReadFields(string target) =>
        [.. InterfaceStack.Above(target).Select(upper => (upper, Mtu: InterfaceStack.Mtu(upper)))
            .Where(u => u.Mtu is not null && !u.upper.Contains('=', StringComparison.Ordinal))
            .Select(u => KeyValuePair.Create(u.upper, u.Mtu!.Value.ToString(CultureInfo.InvariantCulture)))];

    protected override void WriteFields(string target, IReadOnlyDictionary<string, string> fields)
    {
        // The nearest first: one that stands on another can have no more than that has.
        foreach (string upper in InterfaceStack.Above(target).Where(fields.ContainsKey))
        {
            int mtu = int.Parse(fields[upper], CultureInfo.InvariantCulture);
            if (InterfaceStack.Mtu(upper) is { } now && now != mtu)
            {
                LinkSetup.SetMtu((int)Libc.InterfaceIndex(upper), mtu);
            }
        }
    }
}
