using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>Checks of settings, changes and undos. The kind of setting checks the value itself.</summary>
internal static class SettingChecks
{
    private const int LongestName = 512, LongestValue = 256 * 1024, Most = 16 * 1024;

    public static void Require(ReadSettings request)
    {
        Fields.AtMost("settings", request.Settings, Most);
        Array.ForEach(request.Settings, setting => Require("settings", setting));
    }

    public static void Require(ApplySettings request) => Require("changes", request.Changes);

    public static void Require(UndoSettings request) => Require("items", request.Items);

    public static void Require(GuardSettings request) => Require("items", request.Items);

    private static void Require(string field, SettingChange[] changes)
    {
        Fields.AtMost(field, changes, Most);
        foreach (SettingChange change in changes)
        {
            Require(field, (SettingAddress)change);
            Fields.Text($"{field}.identity", change.Identity, LongestName);
            Require($"{field}.before", change.Before);
            Require($"{field}.after", change.After);
            Require($"{field}.companions", change.AtRisk);
            Require($"{field}.held", change.MustStay ?? []);
            Fields.Text($"{field}.parameter", change.Parameter, LongestName);
            Fields.AtMost($"{field}.effects", change.Effects ?? [], Most);
            foreach (SettingEffect effect in change.Effects ?? [])
            {
                Fields.Text($"{field}.effects.setting", effect.Setting, LongestName);
                Require($"{field}.effects.before", effect.Before);
                Require($"{field}.effects.after", effect.After);
            }
        }
    }

    private static void Require(string field, SettingAddress address)
    {
        Fields.Interface($"{field}.target", address.Target);
        Fields.Text($"{field}.setting", address.Setting, LongestName);
    }

    private static void Require(string field, string? value) =>
        Fields.Text(field, value ?? throw AgentException.Wrong(field, null, "null is not a value"), LongestValue, mayBeEmpty: true, mayHaveLines: true);

    private static void Require(string field, Dictionary<string, string> values)
    {
        foreach ((string setting, string? value) in values)
        {
            Fields.Text(field, setting, LongestName);
            Require(field, value);
        }
    }
}
