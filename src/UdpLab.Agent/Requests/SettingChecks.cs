using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>What settings, changes and undos must be. A value's own form is for the kind of setting to judge.</summary>
internal static class SettingChecks
{
    private const int LongestName = 512, LongestValue = 256 * 1024, Most = 16 * 1024;

    public static void Require(ReadSettings request)
    {
        Fields.AtMost("settings", request.Settings, Most);
        Array.ForEach(request.Settings, setting => Require("settings", setting));
    }

    public static void Require(ApplySettings request)
    {
        Fields.AtMost("changes", request.Changes, Most);
        foreach (SettingChange change in request.Changes)
        {
            Require("changes", change);
            Fields.Text("changes.identity", change.Identity, LongestName);
            Require("changes.before", change.Before);
            Require("changes.after", change.After);
            Require("changes.companions", change.Companions);
            Require("changes.held", change.Held);
            Fields.Text("changes.parameter", change.Parameter, LongestName);
        }
    }

    public static void Require(UndoSettings request)
    {
        Fields.AtMost("items", request.Items, Most);
        foreach (SettingUndo item in request.Items)
        {
            Require("items", item);
            Fields.Text("items.identity", item.Identity, LongestName);
            Require("items.before", item.Before);
            Require("items.after", item.After);
            Require("items.companions", item.Companions);
            Fields.AtMost("items.effects", item.Effects, Most);
            foreach (SettingEffect effect in item.Effects)
            {
                Fields.Text("items.effects.setting", effect.Setting, LongestName);
                Require("items.effects.before", effect.Before);
                Require("items.effects.after", effect.After);
            }
        }
    }

    private static void Require(string field, SettingAddress address)
    {
        Fields.Interface($"{field}.target", address.Target);
        Fields.Text($"{field}.setting", address.Setting, LongestName);
    }

    private static void Require(string field, string? value) =>
        Fields.Text(field, value ?? throw AgentException.Wrong(field, null, "null is no value"), LongestValue, mayBeEmpty: true, mayHaveLines: true);

    private static void Require(string field, Dictionary<string, string> values)
    {
        foreach ((string setting, string? value) in values)
        {
            Fields.Text(field, setting, LongestName);
            Require(field, value);
        }
    }
}
