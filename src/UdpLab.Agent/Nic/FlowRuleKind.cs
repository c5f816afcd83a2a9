using System.Globalization;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>"FlowRule 5": the rule at a place of the device's flow classifier, "none" for none.</summary>
internal sealed class FlowRuleKind : SettingKind
{
    public const string None = "none";

    public override string Name => "FlowRule";

    public override string? Read(string target, string which) =>
        FlowRules.Read(target, Place(which)) ?? (FlowRules.Read(target) is null ? null : None);

    public override void Write(string target, string which, string value)
    {
        if (FlowRules.Read(target, Place(which)) is not null)
        {
            FlowRules.Delete(target, Place(which));
        }

        if (value != None)
        {
            FlowRules.Insert(target, Place(which), FlowRuleText.Parse(value));
        }
    }

    private static int Place(string which) => int.Parse(which, NumberStyles.None, CultureInfo.InvariantCulture);
}
