using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>
/// "UpperMtu": the MTU of everything stacked on an interface. The kernel lowers it along with the interface's
/// (vlan_device_event, macvlan_device_event), but does not raise it again.
/// </summary>
internal sealed class UpperMtuKind : MtusKind
{
    public override string Name => SettingNames.UpperMtu;

    // Lowest first: the MTU of an upper interface cannot exceed the one below it.
    protected override List<string> Around(string target) => InterfaceStack.Above(target);
}
