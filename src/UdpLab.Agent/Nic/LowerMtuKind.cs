using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>"LowerMtu": the MTU of a bond's ports. The bond sets its own on all of them.</summary>
internal sealed class LowerMtuKind : MtusKind
{
    public override string Name => SettingNames.LowerMtu;

    protected override List<string> Around(string target) => InterfaceStack.Ports(target);
}
