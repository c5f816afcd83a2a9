using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;

namespace UdpLab.Agent.Nic;

/// <summary>MTUs of the interfaces around one, "eth0.5=1500 macvlan0=1500".</summary>
internal abstract class MtusKind : FieldsKind
{
    /// <summary>Those interfaces, nearest first.</summary>
    protected abstract List<string> Around(string target);

    public sealed override IReadOnlyCollection<KeyValuePair<string, string>> ReadFields(string target) =>
        [.. Around(target).Select(other => (Name: other, Mtu: InterfaceStack.Mtu(other)))
            .Where(o => o.Mtu is not null && !o.Name.Contains('=', StringComparison.Ordinal))
            .Select(o => KeyValuePair.Create(o.Name, o.Mtu!.Value.ToString(CultureInfo.InvariantCulture)))];

    protected sealed override void WriteFields(string target, IReadOnlyDictionary<string, string> fields)
    {
        foreach (string other in Around(target).Where(fields.ContainsKey))
        {
            int mtu = int.Parse(fields[other], CultureInfo.InvariantCulture);
            if (InterfaceStack.Mtu(other) is { } now && now != mtu)
            {
                LinkSetup.SetMtu((int)Libc.InterfaceIndex(other), mtu);
            }
        }
    }
}
