using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>
/// "Notrack eth0": which traffic of an interface is exempted from connection tracking. It belongs to the host: the table
/// remains if the interface disappears.
/// </summary>
internal sealed class Notrack : SettingKind
{
    private const string Udp = "udp", Nothing = "none";

    public override string Name => SettingNames.Notrack;

    public override string? Read(string target, string which) => NotrackTable.Exists(which) ? Udp : Nothing;

    public override void Write(string target, string which, string value)
    {
        switch (value)
        {
            case Udp:
                NotrackTable.Add(which);
                break;
            case Nothing:
                NotrackTable.Remove(which);
                break;
            default:
                throw AgentException.Invalid("Setting", $"'{value}' cannot be exempted; '{Udp}' and '{Nothing}' can.");
        }
    }
}
