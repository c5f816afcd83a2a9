using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>"Channels", "Rings", "Coalescing": one of ethtool's parameter groups as a setting.</summary>
internal class ParameterKind(string name, ParameterGroup group) : FieldsKind
{
    public override string Name => name;

    public override IReadOnlyCollection<KeyValuePair<string, string>> ReadFields(string target)
    {
        Dictionary<string, uint>? values = group.Read(target);
        return values is null
            ? []
            : [.. group.Fields.Where(f => values.ContainsKey(f.Name) && !f.Name.EndsWith("-max", StringComparison.Ordinal)).Select(f => KeyValuePair.Create(f.Name, ParameterGroup.Text(f, values[f.Name])))];
    }

    protected override void WriteFields(string target, IReadOnlyDictionary<string, string> fields) =>
        group.Write(target, fields.ToDictionary(f => f.Key, f => Number(f.Value)));

    protected static uint Number(string text) => text switch
    {
        "on" => 1,
        "off" => 0,
        _ => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : throw AgentException.Invalid("Setting", $"'{text}' is not a number, on or off."),
    };
}
