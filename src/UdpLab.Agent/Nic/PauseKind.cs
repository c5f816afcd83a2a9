using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>
/// "Pause": with autonegotiation on, some devices accept any value, but keep what was negotiated. Some drivers (i40e, ice) do
/// not let pause autonegotiation differ from the link's; then it is left as it is.
/// </summary>
internal sealed class PauseKind() : ParameterKind(SettingNames.Pause, ParameterGroups.Pause)
{
    private const string Autonegotiate = "autoneg";

    public override string Remedy => "If the link autonegotiates flow control, its partner must not offer it either.";

    public override bool Accepted(string target, string asked, string found)
    {
        Dictionary<string, string> wanted = FieldText.Parse(asked), there = FieldText.Parse(found);
        return wanted.Where(w => w.Key != Autonegotiate).All(w => there.GetValueOrDefault(w.Key) == w.Value);
    }

    protected override void WriteFields(string target, IReadOnlyDictionary<string, string> fields)
    {
        try
        {
            base.WriteFields(target, fields);
        }
        catch (AgentException e) when (e.Errno is Errno.EOPNOTSUPP or Errno.EINVAL && fields.ContainsKey(Autonegotiate))
        {
            base.WriteFields(target, fields.Where(f => f.Key != Autonegotiate).ToDictionary());
        }
    }
}
