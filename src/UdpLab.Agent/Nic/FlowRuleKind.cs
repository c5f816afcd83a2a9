using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>"FlowRule 5": the rule in a slot of the device's flow classifier; "none" for none.</summary>
internal sealed class FlowRuleKind : SettingKind
{
    public const string None = "none";

    public override string Name => SettingNames.FlowRule;

    public override string? Read(string target, string which) =>
        FlowRules.Read(target, Place(which)) ?? (FlowRules.Read(target) is null ? null : None);

    public override void Write(string target, string which, string value)
    {
        // If a rule cannot be inserted, the existing one must survive.
        FlowRuleText? rule = value == None ? null : FlowRuleText.Parse(value);
        if (FlowRules.Read(target, Place(which)) is not null)
        {
            FlowRules.Delete(target, Place(which));
        }

        if (rule is not null)
        {
            FlowRules.Insert(target, Place(which), rule);
        }
    }

    private static int Place(string which) => int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out int place)
        ? place
        : throw AgentException.Invalid("Setting", $"'FlowRule {which}' does not name a rule's location.");
}
