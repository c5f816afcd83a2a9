using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>
/// "UpperMtu": the MTU of everything that stands on an interface. The kernel lowers them along with it (vlan_device_event,
/// macvlan_device_event), and does not raise them again.
/// </summary>
internal sealed class UpperMtuKind : MtusKind
{
    public override string Name => SettingNames.UpperMtu;

    // Lowest first: the MTU of an upper interface cannot exceed the one below it.
    protected override List<string> Around(string target) => InterfaceStack.Above(target);
}
