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

    // The nearest first: one that stands on another can have no more than that has.
    protected override List<string> Around(string target) => InterfaceStack.Above(target);
}
